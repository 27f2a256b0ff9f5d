"""The names others call are all in one module, the ones the tests beside this file hold to account."""

from matching import shares
from reporting import disclosure, rounding, statistics, survival


def test_every_public_name_is_there():
    homes = (disclosure, rounding, shares, survival)
    for name in statistics.__all__:
        assert any(getattr(statistics, name) is getattr(home, name, None) for home in homes), name


def test_the_calls_of_the_manual_work_as_written():
    assert statistics.survival([30, 120], [True, False]).at(90).share == 0.5
    assert statistics.difference_pp(7, 10, 4, 10).pp > 29.99
    assert statistics.protect(statistics.Table.one_way(["a"], [4]), base=5).cells == ((5,),)
    assert statistics.share_known(3, 1, 2).not_yet_known == 2
