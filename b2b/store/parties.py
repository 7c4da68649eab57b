"""Companies and partners: found by code, by id, or by the X12 address on an envelope."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from b2b.errors import NotFound
from b2b.store.settings import CompanySettings, PartnerSettings, parse_company, parse_partner
from b2b.store.states import Syntax
from b2b.store.tables import Company, Identity, Partner


def company(session: Session, code: str) -> Company:
    """The company of this code. Raises NotFound, listing those there are."""
    row = session.exec(select(Company).where(col(Company.code) == code)).first()
    if row is None:
        known = ", ".join(row.code for row in companies(session))
        raise NotFound(
            f"there is no company {code!r}" + (f"; known: {known}" if known else ""),
            where="companies",
            next_step="b2b company list" if known else "b2b company apply FILE",
        )
    return row


def companies(session: Session) -> Sequence[Company]:
    """Every company, by code."""
    return session.exec(select(Company).order_by(col(Company.code))).all()


def only_company(session: Session) -> Company:
    """The workspace's one company. Raises NotFound where there is none, or more than one to choose from."""
    rows = companies(session)
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise NotFound("there is no company yet", where="companies", next_step="b2b company apply FILE")
    known = ", ".join(row.code for row in rows)
    raise NotFound(f"there are several companies ({known})", where="companies", next_step="name one: --company CODE")


def find_partner(session: Session, company_id: str, code: str) -> Partner | None:
    """The partner of this code, None where there is none."""
    return session.exec(select(Partner).where(col(Partner.company_id) == company_id, col(Partner.code) == code)).first()


def partner(session: Session, code: str, company_id: str | None = None) -> Partner:
    """The partner of this code, in one company or in the whole workspace.

    Raises NotFound where there is none, or where several companies have one and none was named.
    """
    query = select(Partner).where(col(Partner.code) == code)
    if company_id is not None:
        query = query.where(col(Partner.company_id) == company_id)
    rows = session.exec(query).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise NotFound(
            f"several companies have a partner {code!r}", where="partners", next_step="name one: --company CODE"
        )
    known = ", ".join(row.code for row in partners(session, company_id))
    raise NotFound(
        f"there is no partner {code!r}" + (f"; known: {known}" if known else ""),
        where="partners",
        next_step="b2b partner list" if known else "b2b partner apply FILE",
    )


def partners(session: Session, company_id: str | None = None) -> Sequence[Partner]:
    """The partners of a company, or of all, by code."""
    query = select(Partner).order_by(col(Partner.code), col(Partner.company_id))
    if company_id is not None:
        query = query.where(col(Partner.company_id) == company_id)
    return session.exec(query).all()


def company_settings(row: Company) -> CompanySettings:
    """The typed settings of a company's row."""
    return parse_company(row.settings, f"company {row.code}")


def partner_settings(row: Partner) -> PartnerSettings:
    """The typed settings of a partner's row."""
    return parse_partner(row.settings, f"partner {row.code}")


def find_company_by_isa(session: Session, qualifier: str, value: str) -> Company | None:
    """Whose X12 address this is (ISA07/08 of what came); None: nobody's of ours, or more than one company's."""
    query = select(Identity.company_id).where(*_at(qualifier, value), col(Identity.partner_id).is_(None)).distinct()
    found = session.exec(query).all()
    return session.get(Company, found[0]) if len(found) == 1 else None


def find_partner_by_isa(
    session: Session, company_id: str, qualifier: str, value: str, gs_id: str | None = None
) -> Partner | None:
    """Which partner of a company sends under an X12 address (ISA05/06, and GS02 where it is known already).

    An identity with that GS code comes before one without any. None: unknown, or several partners share the address and
    the GS code does not tell them apart.
    """
    query = select(Identity.gs_id, Identity.partner_id).where(
        *_at(qualifier, value), col(Identity.company_id) == company_id, col(Identity.partner_id).is_not(None)
    )
    rows = list(session.exec(query))
    if gs_id is not None:
        code = gs_id.rstrip()
        rows = [row for row in rows if row[0] == code] or [row for row in rows if row[0] == ""]
    found = {row[1] for row in rows}
    return session.get(Partner, found.pop()) if len(found) == 1 else None


def _at(qualifier: str, value: str) -> tuple[ColumnElement[bool], ...]:
    """ISA ids are padded with blanks to 15 characters."""
    x12 = col(Identity.syntax) == Syntax.X12
    return x12, col(Identity.qualifier) == qualifier, col(Identity.value) == value.rstrip()
