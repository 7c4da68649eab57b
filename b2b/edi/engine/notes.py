"""What was noted of an envelope while it was read: in a limited number of findings, however often it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from b2b.edi.findings import Finding, Severity

_MOST = 200  # findings of one envelope


class Notes:
    """The findings of one envelope: the first of each kind in full, up to a limit."""

    def __init__(self, tolerate: frozenset[str]) -> None:
        self._tolerate = tolerate
        self._found: list[Finding] = []
        self._cut: list[Severity] = []
        self._counted: dict[str, tuple[int, int]] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        for listed in tolerated(findings, self._tolerate):
            if len(self._found) < _MOST:
                self._found.append(listed)
            else:
                self._cut.append(listed.severity)

    def count(self, finding: Finding, times: int = 1) -> None:
        """Like `add`, for what may come very often: listed once, with the number of times."""
        known = self._counted.get(finding.code)
        if known is None:
            self._counted[finding.code] = (len(self._found), times)
            self.add([finding])
        else:
            self._counted[finding.code] = (known[0], known[1] + times)

    def findings(self) -> tuple[Finding, ...]:
        found = list(self._found)
        for at, times in self._counted.values():
            if times > 1 and at < len(found):
                found[at] = replace(found[at], message=f"{found[at].message} ({times} times)")
        return tuple([*found, cut(self._cut)] if self._cut else found)


def cut(severities: Sequence[Severity]) -> Finding:
    """Stands for findings that are not listed, as grave as the gravest of them."""
    gravest = next(s for s in (Severity.ERROR, Severity.WARNING, Severity.INFO) if s in severities)
    return Finding("findings-cut", gravest, f"{len(severities)} more findings are not listed")


def tolerated(findings: Iterable[Finding], codes: frozenset[str]) -> tuple[Finding, ...]:
    """The findings, errors with one of these codes as warnings: a partner's agreement may say so."""
    return tuple(
        replace(f, severity=Severity.WARNING) if f.severity is Severity.ERROR and f.code in codes else f
        for f in findings
    )
