"""What is odd in an agreement or in its acts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foreign_affairs.admin.forms import InlineRowForm, RecordForm
from foreign_affairs.admin.warnings import is_surely_ahead, is_surely_before
from partners.models import Agreement, AgreementAct

LAW_IN_FORCE = date(2021, 7, 1)
"""Law 70/2020/QH14 on international agreements; its article 6 leaves treaty names to treaties."""

ORDER_OF_ACTS: dict[str, int] = {
    AgreementAct.Kind.PROPOSED: 0,
    AgreementAct.Kind.OPINIONS_ASKED: 1,
    AgreementAct.Kind.APPROVED: 2,
    AgreementAct.Kind.SIGNED: 3,
}
"""What comes before the signature, and it; all other acts come after, in any order."""


def treaty_name(agreement: Agreement, acts: Iterable[AgreementAct]) -> Iterable[str]:
    dates = [agreement.signed_on, *(act.done_on for act in acts if act.kind == act.Kind.SIGNED)]
    is_under_law = any(day and day.start and day.start >= LAW_IN_FORCE for day in dates)
    if agreement.kind in Agreement.TREATY_KINDS and is_under_law:
        yield _(
            "“%(kind)s” is the name of a treaty: since 1 July 2021 article 6 of Law 70/2020/QH14 "
            "does not allow it for what a province signs."
        ) % {"kind": agreement.get_kind_display()}


def acts_out_of_order(agreement: Agreement, acts: Iterable[AgreementAct]) -> Iterable[str]:
    signed = AgreementAct(kind=AgreementAct.Kind.SIGNED, done_on=agreement.signed_on)
    dated = [act for act in (signed, *acts) if act.done_on]
    last = len(ORDER_OF_ACTS)
    for act in dated:
        for later in dated:
            comes_first = ORDER_OF_ACTS.get(act.kind, last) < ORDER_OF_ACTS.get(later.kind, last)
            if comes_first and is_surely_before(later.done_on, act.done_on):
                yield _("Dates out of order: “%(later)s” lies before “%(act)s”.") % {
                    "later": later.get_kind_display(),
                    "act": act.get_kind_display(),
                }
    for act in dated:
        if is_surely_ahead(act.done_on):
            yield _("“%(act)s” has a date that is still to come.") % {"act": act.get_kind_display()}


def oddities(agreement: Agreement, acts: list[AgreementAct]) -> list[str]:
    """What is odd in an agreement with these acts, each once."""
    found = [*treaty_name(agreement, acts), *acts_out_of_order(agreement, acts)]
    return list(dict.fromkeys(found))


class AgreementForm(RecordForm):
    def warnings(self) -> Iterable[str]:
        agreement = self.instance
        yield from oddities(agreement, self.rows(AgreementAct))
        if is_surely_before(agreement.effective_from, agreement.signed_on):
            yield _("It takes effect before it is signed.")
        yield from super().warnings()


class AgreementActForm(InlineRowForm):
    """The page of one act, which stands among the others of its agreement."""

    def warnings(self) -> Iterable[str]:
        agreement: Any = self.instance.agreement
        others = agreement.acts.exclude(pk=self.instance.pk)
        yield from oddities(agreement, [*others, self.instance])
