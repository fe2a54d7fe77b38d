"""What a question is about: the record that people mean by a name, a reference, or "kind: name"."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from itmap.errors import SubjectUnknown
from itmap.estate import Estate, same


def found(
    estate: Estate, subject: str, names: Mapping[str, str], kinds: Sequence[str], kinds_said: str
) -> tuple[str, str]:
    """The kind and id of the record that the subject calls; for a supplier the id of its whole group.

    `kinds`: the registers that are looked through, by their names; `kinds_said`: what a subject may be, as a sentence.
    Raises SubjectUnknown when nothing is called so, with what comes close, or when several records are.
    """
    calls: dict[str, dict[tuple[str, str], str]] = {}
    for kind, id_, call in _calls(estate, names, kinds):
        whole = estate.groups.of[id_] if kind == "supplier" else id_
        calls.setdefault(same(call), {})[kind, whole] = f'"{kind}: {names[whole]}"'
    wanted = same(subject)
    meant = calls.get(wanted, {})
    if len(meant) == 1:
        return next(iter(meant))
    if meant:
        raise SubjectUnknown(f'"{subject}" is the name of several. Say which: {"; ".join(sorted(meant.values()))}.')
    close = [call for call in calls if len(wanted) > 2 and wanted in call]
    close += difflib.get_close_matches(wanted, calls, 5)
    near = sorted({said for call in close for said in calls[call].values()})[:5]
    hint = f" Did you mean {'; '.join(near)}?" if near else ""
    raise SubjectUnknown(f'Nothing here is called "{subject}".{hint} {kinds_said}')


def _calls(estate: Estate, names: Mapping[str, str], kinds: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Kind, id and every name by which people may call a record of these kinds."""
    for kind in kinds:
        for id_, values in estate.records(kind).items():
            told = [names[id_], f"{kind}: {names[id_]}", estate.name(id_), values.get("reference")]
            told += [values.get("company_number"), *values.get("also_known_as", ()), *values.get("names_seen", ())]
            yield from ((kind, id_, call) for call in told if call)
