"""The report says which contracts could be bought anew together, as its answer does."""

from __future__ import annotations

import datetime as dt

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports.together import together, together_words
from itmap.reports.words import plain
from tests.estates import estate

SETTINGS = settings_of.load()
ENDS = {"renewal": "none", "notice_period": "0 days", "role": "supplies", "suppliers": "S"}


def two_councils() -> Estate:
    return estate(
        organisations={"Other": {}},
        suppliers={"S": {}},
        contracts={
            "Ours": {**ENDS, "end_date": dt.date(2027, 12, 31)},
            "Theirs": {**ENDS, "organisation": "Other", "end_date": dt.date(2028, 3, 31)},
            "Much later": {**ENDS, "end_date": dt.date(2031, 3, 31)},
        },
    )


def test_contracts_that_could_end_together_are_named_with_when_to_begin() -> None:
    made = two_councils()
    answer = queries.question("together").answer(made, SETTINGS)
    said = plain(together_words(answer, made))
    assert "One group of contracts" in said
    assert "It is with S: 2 contracts of 2 councils could end between 31 December 2027 and 31 March 2028." in said
    assert said.endswith("If buying anew takes long, it has to begin by 31 December 2026.")
    figure = together(answer, made, SETTINGS)
    (line,) = figure.table.lines
    assert plain(line.head) == "Supplier group: S"
    assert [plain(cell) for cell in line.cells] == [
        "Ours and Theirs",
        "Borough and Other",
        "none",
        "between 31 December 2027 and 31 March 2028",
        "31 December 2026",
        "not known",
        "one contract",
    ]
    assert figure.chart is not None
    spans, begin, last = figure.chart.as_json()["data"]
    assert list(spans["x"]) == ["2027-12-31", "2028-03-31", None]
    assert list(begin["x"]) == ["2026-12-31"]
    assert list(last["x"]) == ["2028-03-31"]


def test_where_none_could_end_together_it_says_so() -> None:
    made = estate(suppliers={"S": {}}, contracts={"Alone": {**ENDS, "end_date": dt.date(2027, 12, 31)}})
    answer = queries.question("together").answer(made, SETTINGS)
    assert "No two contracts" in plain(together_words(answer, made))
    assert together(answer, made, SETTINGS).chart is None
