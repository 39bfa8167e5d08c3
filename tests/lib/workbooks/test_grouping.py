from clusterix.lib.workbooks.checking.grouping import LocatedProblem, group


def problem(row: int, found: str = "SARL", code: str = "not_a_choice", column: int | None = 3) -> LocatedProblem:
    return LocatedProblem("Members", row, column, found, "One of: PME, ETI.", f"“{found}” is wrong.", code, "Size")


def test_five_hundred_times_the_same_word_is_one_cause() -> None:
    (only,) = group(problem(row) for row in range(2, 502))
    assert (only.count, only.message, only.heading) == (500, "“SARL” is wrong.", "Size")
    assert [one.cell for one in only.first] == ["D2", "D3", "D4", "D5", "D6"]
    assert only.more == 495


def test_values_that_all_differ_in_one_column_are_one_cause() -> None:
    (only,) = group(problem(row, found=f"{row}", code="siret") for row in range(2, 42))
    assert only.count == 40
    assert only.message == "“2” is wrong."


def test_a_word_found_often_stands_apart_from_those_found_once() -> None:
    groups = group([*(problem(row) for row in range(2, 5)), problem(9, "SCOP"), problem(10, "SCI")])
    assert [(one.count, one.first[0].found) for one in groups] == [(3, "SARL"), (2, "SCOP")]


def test_what_is_said_of_one_value_is_not_said_of_another() -> None:
    decimals = LocatedProblem("Values", 8, 9, "3,5", "", "“3,5” is no whole number.", "value", "Value")
    negative = LocatedProblem(
        "Values", 11, 9, "-2", "", "−2 meetings is below the lowest, 0 meetings.", "value", "Value"
    )
    assert [one.message for one in group([decimals, negative])] == [decimals.message, negative.message]


def test_columns_codes_and_sheets_are_not_mixed() -> None:
    groups = group([problem(2), problem(2, column=4), problem(3, code="required")])
    assert [one.count for one in groups] == [1, 1, 1]


def test_a_problem_of_a_whole_row_is_named_by_its_number() -> None:
    assert problem(7, column=None).cell == "7"
