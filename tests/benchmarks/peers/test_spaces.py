import pytest

from benchmarks.peers.spaces import ConditionJson, Kind, Parameter, ParameterJson, Space


def parameter(given: ParameterJson) -> Parameter:
    return Parameter.of(given)


def space(
    *parameters: ParameterJson,
    constraints: tuple[str, ...] = (),
    forbidden: tuple[dict[str, str], ...] = (),
) -> Space:
    return Space.of(
        {
            "parameters": [*parameters],
            "constraints": [*constraints],
            "forbidden": [{**each} for each in forbidden],
        }
    )


def when(parent: str, *values: str) -> list[ConditionJson]:
    return [{"parameter": parent, "values": [*values]}]


KERNEL: ParameterJson = {
    "name": "kernel",
    "type": "categorical",
    "values": ["linear", "rbf"],
    "default": "rbf",
    "condition": [],
}
GAMMA: ParameterJson = {
    "name": "gamma",
    "type": "float",
    "bounds": [0.001, 10.0],
    "log": True,
    "default": 0.1,
    "condition": when("kernel", "rbf"),
}


def test_an_ordinal_is_whole_numbers_in_its_order() -> None:
    width = parameter({"name": "w", "type": "ordinal", "values": [32, 64, 128], "condition": []})
    assert (width.kind, width.low, width.high) == (Kind.WHOLE, 0.0, 2.0)
    assert [width.value(k) for k in range(3)] == [32, 64, 128]


def test_steps_of_equal_width_are_whole_numbers_from_0() -> None:
    share = parameter(
        {"name": "s", "type": "float", "bounds": [0.1, 1.0], "step": 0.3, "condition": []}
    )
    assert (share.kind, share.count) == (Kind.WHOLE, 4)
    assert [share.value(k) for k in range(4)] == pytest.approx([0.1, 0.4, 0.7, 1.0])


def test_a_logarithmic_parameter_rounds_to_its_steps_from_low() -> None:
    rounds = parameter(
        {"name": "r", "type": "int", "bounds": [5, 98], "step": 10, "log": True, "condition": []}
    )
    assert (rounds.log, rounds.value(12.0), rounds.value(98.0)) == (True, 15, 95)


def test_numbers_beyond_the_bounds_become_those_of_the_bounds() -> None:
    gamma = parameter(GAMMA)
    assert (gamma.value(10.000001), gamma.value(0.0)) == (10.0, 0.001)


def test_whole_numbers_have_values_that_json_writes_as_integers() -> None:
    depth = parameter({"name": "d", "type": "int", "bounds": [1, 9], "condition": []})
    assert isinstance(depth.value(3.0), int)


def test_true_is_not_the_number_1_in_a_condition() -> None:
    mixed = parameter({"name": "m", "type": "categorical", "values": [1, True], "condition": []})
    child: ParameterJson = {
        "name": "c",
        "type": "bool",
        "condition": [{"parameter": "m", "values": [True]}],
    }
    assert mixed.numbers_meeting(parameter(child).conditions[0]) == (1,)


def test_a_condition_by_bounds_includes_both() -> None:
    depth = parameter({"name": "d", "type": "int", "bounds": [1, 9], "condition": []})
    child: ParameterJson = {
        "name": "c",
        "type": "bool",
        "condition": [{"parameter": "d", "min": 3, "max": 5}],
    }
    assert depth.numbers_meeting(parameter(child).conditions[0]) == (3, 4, 5)


def test_parents_precede_their_children() -> None:
    assert [each.name for each in space(GAMMA, KERNEL).parameters] == ["kernel", "gamma"]


def test_conditions_in_a_cycle_are_refused() -> None:
    one: ParameterJson = {"name": "a", "type": "bool", "condition": when("b", "x")}
    other: ParameterJson = {"name": "b", "type": "bool", "condition": when("a", "x")}
    with pytest.raises(ValueError, match="cycle"):
        space(one, other)


def test_a_configuration_has_the_active_parameters_alone() -> None:
    numbers = {"kernel": 0.0, "gamma": 0.5}
    assert space(KERNEL, GAMMA).configuration(numbers) == {"kernel": "linear"}
    assert space(KERNEL, GAMMA).configuration({**numbers, "kernel": 1.0}) == {
        "kernel": "rbf",
        "gamma": 0.5,
    }


def test_a_parameter_with_one_value_is_not_free_and_needs_no_number() -> None:
    only: ParameterJson = {"name": "o", "type": "categorical", "values": ["x"], "condition": []}
    assert space(only).free == ()
    assert space(only).configuration({}) == {"o": "x"}


def test_there_is_a_default_if_every_parameter_has_one() -> None:
    flag: ParameterJson = {"name": "flag", "type": "bool", "condition": []}
    assert space(KERNEL, GAMMA).default() == {"kernel": 1.0, "gamma": 0.1}
    assert space(KERNEL, flag).default() is None


@pytest.mark.parametrize(
    ("kernel", "gamma", "is_allowed"), [("rbf", 0.5, True), ("rbf", 2.0, False)]
)
def test_a_constraint_is_an_expression_that_must_be_true(
    kernel: str, gamma: float, *, is_allowed: bool
) -> None:
    constrained = space(KERNEL, GAMMA, constraints=("log(gamma) < 0 and gamma <= 1",))
    assert constrained.is_allowed({"kernel": kernel, "gamma": gamma}) is is_allowed


def test_a_constraint_over_an_inactive_parameter_is_satisfied() -> None:
    constrained = space(KERNEL, GAMMA, constraints=("gamma < 0",))
    assert constrained.is_allowed({"kernel": "linear"})


def test_a_forbidden_combination_is_not_allowed() -> None:
    restricted = space(KERNEL, GAMMA, forbidden=({"kernel": "linear"},))
    assert restricted.has_rules
    assert not restricted.is_allowed({"kernel": "linear"})
    assert restricted.is_allowed({"kernel": "rbf", "gamma": 0.1})
