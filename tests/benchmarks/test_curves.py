from numpy.testing import assert_allclose

from benchmarks.curves import Scale


def test_a_factor_of_ten_is_as_long_everywhere_on_an_axis() -> None:
    scale = Scale(1.0, 1_000.0, begin=50.0, end=350.0)
    assert_allclose([scale(1.0), scale(10.0), scale(100.0), scale(1_000.0)], [50, 150, 250, 350])


def test_the_numbers_on_an_axis_are_round() -> None:
    assert Scale(8.0, 120.0, begin=0.0, end=1.0).ticks() == [10.0, 20.0, 50.0, 100.0]


def test_the_numbers_on_a_long_axis_are_powers_of_ten() -> None:
    assert Scale(8.0, 12_000.0, begin=0.0, end=1.0).ticks() == [10.0, 100.0, 1_000.0, 10_000.0]


def test_what_lies_on_an_axis_includes_its_ends() -> None:
    scale = Scale.around([1.0, 1_000.0], begin=0.0, end=100.0)
    assert 0.0 < scale(1.0) < scale(1_000.0) < 100.0
    assert scale.ticks()[0] == 1.0
    assert scale.ticks()[-1] == 1_000.0
