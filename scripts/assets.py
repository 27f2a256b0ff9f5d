"""Copy the third-party files the pages use from node_modules/ to static/vendor/ (git-ignored).

Of the design system only what its style sheet refers to is taken: 4 MB of 17.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
DKFDS = NODE / "dkfds" / "dist"
REFERENCE = re.compile(r"""url\(["']?(?!data:)([^"')?#]+)""")


def files_to_copy() -> dict[Path, Path]:
    """From each source file to its place below static/vendor/."""
    style_sheet = DKFDS / "css" / "dkfds.css"
    chosen = {
        style_sheet: VENDOR / "dkfds" / "css" / "dkfds.css",
        DKFDS / "js" / "dkfds.js": VENDOR / "dkfds" / "js" / "dkfds.js",
        NODE / "dkfds" / "LICENSE.md": VENDOR / "dkfds" / "LICENSE.md",
        NODE / "axe-core" / "axe.min.js": VENDOR / "axe" / "axe.min.js",
    }
    for reference in REFERENCE.findall(style_sheet.read_text(encoding="utf-8")):
        source = (style_sheet.parent / reference).resolve()
        chosen[source] = VENDOR / "dkfds" / source.relative_to(DKFDS)
    return chosen


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in files_to_copy().items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


if __name__ == "__main__":
    main()
