"""Weights as sliders, each with its number beside it: either may be moved, with script or without."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.criteria.fits import CRITERIA
from matching.showing import criterion_label
from mentorship.programmes.vocabulary import MATCH_CRITERIA

SLIDER_TO = 50
LARGEST = 1000


class SliderWidget(forms.MultiWidget):
    """A slider, a number, and what both stood at: whichever was moved counts; the number where both were."""

    def __init__(self, *, label: str, top: int):
        said: dict[str, Any] = {"min": 0, "max": top, "step": 1}
        slider = forms.NumberInput(said | {"aria-label": _("%(criterion)s, slider") % {"criterion": label}})
        slider.input_type = "range"
        said = {"min": 0, "max": LARGEST, "step": "any"}
        number = forms.NumberInput(said | {"aria-label": _("%(criterion)s, number") % {"criterion": label}})
        super().__init__(widgets={"slider": slider, "": number, "was": forms.HiddenInput()})

    def decompress(self, value: Any) -> list[Any]:
        """The same thrice: a number, or what was written where it is none."""
        shown = f"{value:g}" if isinstance(value, int | float) else value
        return [shown, shown, shown]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The number, unless the slider alone was moved by a step or more."""
        slider, number, was = super().value_from_datadict(data, files, name)
        now, before = _number(slider), _number(was)
        if number == was and now is not None and before is not None and abs(now - before) >= 1:
            return slider
        return number


def _number(text: Any) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None


class WeightsForm(forms.Form):
    """One slider a criterion, and why; `errors_at` puts what the schema refuses beside its slider."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("Stands in the list of versions. No names."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, weights: dict[str, float], version: int, reason: str = ""):
        super().__init__(data, initial={"version": version, "reason": reason})
        self.criteria = sorted(CRITERIA, key=lambda key: (-weights.get(key, 0), criterion_label(key)))
        for key in self.criteria:
            label = MATCH_CRITERIA.label(key)
            self.fields[key] = forms.FloatField(
                label=label,
                widget=SliderWidget(label=label, top=_top(weights.get(key, 0))),
                initial=weights.get(key, 0),
                min_value=0,
                max_value=LARGEST,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.data.get("do") == "save" and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Write why the weights are changed."))
        return data

    @property
    def weights(self) -> dict[str, float]:
        return {key: self.cleaned_data[key] for key in self.criteria}

    def errors_at(self, fields: dict[str, str], general: str) -> None:
        for key, text in fields.items():
            self.add_error(key if key in self.fields else None, text)
        if not fields:
            self.add_error(None, general)


def _top(weight: float) -> int:
    """A slider reaches as far as its weight, so that nothing is cut off unseen."""
    return max(SLIDER_TO, int(-(-weight // 1)))
