"""Who is one customer, at both edges of every rule; small cases by hand."""

from __future__ import annotations

from collections.abc import Sequence

from cxpulse.core.identity import Limits, Record, View, account_of, resolve


def contact(id_: str, **keys: str) -> Record:
    return Record("crm", "contact", id_, **keys)


def ticket(own: str, source: str = "desk") -> Record:
    return Record(source, "ticket", own, own=own)


def groups(view: View) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for one in view.linked:
        found.setdefault(one.customer, []).append(one.record.id)
    return sorted(sorted(ids) for ids in found.values())


def kinds(view: View) -> list[str]:
    return [c.kind for c in view.conflicts]


def why(view: View) -> dict[str, tuple[str, str | None]]:
    return {x.record.id: (x.reason, x.to[1] if x.to else None) for x in view.linked}


def test_number_email_and_phone_join_and_each_link_says_why() -> None:
    view = resolve([contact("1", own="n1", number="n1", email="a", phone="p"), contact("2", own="v2", email="a"), ticket("n1"), ticket("p", "chat"), ticket("z")])
    assert groups(view) == [["1", "2", "n1", "p"], ["z"]]
    assert why(view) == {
        "1": ("first record", None), "2": ("e-mail", "1"), "n1": ("customer number", "1"), "p": ("phone", "1"), "z": ("first record", None),
    }  # fmt: skip


def test_the_same_key_in_two_systems_needs_no_contact() -> None:
    view = resolve([ticket("k"), ticket("k", "survey")])
    assert [(x.reason, x.to) for x in view.linked] == [("first record", None), ("same key", ("desk", "k"))]
    assert len({x.customer for x in view.linked}) == 1


def people(phone: str, *emails: str) -> list[Record]:
    return [contact(f"{phone}{e}", own=f"v{e}", email=e, phone=phone) for e in emails]


def test_a_phone_of_one_person_joins_and_of_two_joins_nobody() -> None:
    alone = contact("x", own="vx", phone="p")
    assert groups(resolve([*people("p", "a"), alone])) == [["pa", "x"]]
    two = resolve([*people("p", "a", "b"), alone])
    assert groups(two) == [["pa"], ["pb"], ["x"]]
    assert kinds(two) == ["shared phone"]


def test_the_limit_of_a_phone_is_a_setting_with_two_sides() -> None:
    limits = Limits(phone_people=2)
    assert groups(resolve(people("p", "a", "b"), limits)) == [["pa", "pb"]]
    assert kinds(resolve(people("p", "a", "b", "c"), limits)) == ["shared phone"]


def test_two_addresses_of_one_customer_number_are_one_person_for_a_phone() -> None:
    records = [contact("1", number="n", email="a", phone="p"), contact("2", number="n", email="b", phone="p"), contact("3", own="v3", phone="p")]
    assert groups(resolve(records)) == [["1", "2", "3"]]


def test_an_address_with_two_numbers_joins_and_with_three_is_an_offices() -> None:
    def office(n: int) -> list[Record]:
        return [contact(str(i), number=f"n{i}", email="info") for i in range(n)]

    assert groups(resolve(office(2))) == [["0", "1"]]
    assert (groups(resolve(office(3))), kinds(resolve(office(3)))) == ([["0"], ["1"], ["2"]], ["shared e-mail"])


def test_a_limit_is_not_passed_step_by_step() -> None:
    by_email = [contact("1", number="n1", email="a"), contact("2", number="n2", email="a"), contact("3", number="n2", email="b"), contact("4", number="n3", email="b")]
    view = resolve(by_email)
    assert (groups(view), kinds(view)) == ([["1", "2", "3"], ["4"]], ["chain"])
    by_phone = [*people("p", "a", "b"), contact("c", own="vc", email="c", phone="q"), contact("b2", own="vb2", email="b", phone="q")]
    view = resolve(by_phone, Limits(phone_people=2))
    assert (groups(view), kinds(view)) == ([["b2", "pa", "pb"], ["c"]], ["chain"])


def test_a_long_row_of_shared_phones_never_grows_together() -> None:
    row = [contact(f"{i}{side}", own=f"v{i}{side}", email=f"e{i}", phone=f"p{i + side}") for i in range(300) for side in (0, 1)]
    sizes = [len(g) for g in groups(resolve(row))]
    assert (len(sizes), max(sizes)) == (300, 2)
    assert max(len(g) for g in groups(resolve(row, Limits(phone_people=2)))) == 4


def test_one_person_in_two_accounts_is_told_and_has_no_account_filled_in() -> None:
    view = resolve([contact("1", own="v1", email="a", account="A"), contact("2", own="v2", email="a", account="B")])
    assert (groups(view), kinds(view)) == ([["1", "2"]], ["one e-mail in two accounts"])
    view = resolve([contact("1", number="n", email="a", account="A"), contact("2", number="n", account="B")])
    assert kinds(view) == ["one customer in two accounts"]
    other = Record("helpdesk", "contact", "9", own="v9", email="a", account="77")
    assert kinds(resolve([contact("1", own="v1", email="a", account="A"), other])) == []  # another system numbers differently


def test_account_of() -> None:
    assert account_of(set()) is None
    assert account_of({("crm", "A"), ("desk", "A")}) == "A"
    assert account_of({("crm", "A"), ("crm", "B")}) is None
    assert account_of({("crm", "A"), ("desk", "B")}) is None


def reversed_of(records: Sequence[Record]) -> View:
    return resolve(records, apart=[("crm", "2")])


def test_a_record_set_apart_keeps_its_own_tickets_and_leaves_the_others() -> None:
    records = [contact("1", own="n1", number="n1", email="a"), contact("2", own="n2", number="n2", email="a"), ticket("n2"), ticket("n1")]
    assert groups(resolve(records)) == [["1", "2", "n1", "n2"]]
    view = reversed_of(records)
    assert groups(view) == [["1", "n1"], ["2", "n2"]]
    assert why(view)["2"] == ("set apart", None)
    assert groups(reversed_of([contact("1", number="n"), contact("2", number="n")])) == [["1"], ["2"]]


def test_a_survey_key_can_be_set_apart_too() -> None:
    view = resolve([ticket("k"), ticket("k", "survey"), Record("survey", "response", "k", own="k")], apart=[("survey", "k")])
    assert len({x.customer for x in view.linked}) == 2


def test_a_customer_keeps_its_name_when_records_come_and_go() -> None:
    first = resolve([contact("5", own="v5", email="a"), ticket("z")])
    names = {x.record.place: x.customer for x in first.linked}
    later = resolve([contact("1", own="v1", email="a"), contact("5", own="v5", email="a"), ticket("z")], names=names)
    assert {x.customer for x in later.linked if x.record.id in "15"} == {names["crm", "5"]}
    split = resolve([contact("1", own="v1"), contact("5", own="v5", email="a"), ticket("z")], names={x.record.place: x.customer for x in later.linked})
    assert len({x.customer for x in split.linked}) == 3


def test_the_order_of_records_changes_nothing() -> None:
    records = [*people("p", "a", "b"), contact("1", own="v1", email="a"), ticket("b"), ticket("v1")]
    assert resolve(records) == resolve(records[::-1])
