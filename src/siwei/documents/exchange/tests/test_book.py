"""The address book: changes in one sequence, notices, renaming, sheets, and the clock of certificates."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from siwei.documents.exchange.actions import book
from siwei.documents.exchange.certificates import facts
from siwei.documents.exchange.following import changes_after, follow
from siwei.documents.exchange.jobs import tell_changes, watch_certificates
from siwei.documents.exchange.models import Change, Member
from siwei.documents.exchange.rules import strike_on
from siwei.documents.exchange.sheets import MEMBERS
from siwei.documents.exchange.tests.conftest import CERTIFICATE, SINCE, SYSTEM
from siwei.kernel.actions.errors import NotAllowed, WrongState
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.writing import writing
from siwei.kernel.sheets.intake import take_in

DAY = datetime.date(2017, 6, 1)


def test_every_change_leaves_a_line_in_one_sequence(member, keeper):
    one, two = member(1), member(2)
    book.change_member(one, by=keeper, name="新名稱", short_name="", address="", mail="", certificate=CERTIFICATE)
    book.suspend(two, by=keeper, day=DAY, note="系統更新")
    book.reopen(two, by=keeper, day=DAY, note="更新完成")
    book.replace_member(one, by=keeper, successor=two, day=DAY, note="機關改制")
    lines = list(Change.objects.values_list("pk", "member__code", "kind"))
    assert [line[1:] for line in lines] == [
        (one.code, "added"), (two.code, "added"), (one.code, "changed"), (two.code, "suspended"),
        (two.code, "reopened"), (one.code, "replaced"),
    ]  # fmt: skip
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    last = Change.objects.last()
    assert last is not None
    assert last.entry == {**one.entry(), "successor": two.code, "until": DAY.isoformat(), "state": "replaced"}


def test_a_document_to_an_old_code_goes_to_the_newest_entry(member, keeper):
    one, two, three = member(1), member(2), member(3)
    book.replace_member(one, by=keeper, successor=two, day=DAY, note="更名")
    book.replace_member(two, by=keeper, successor=three, day=DAY, note="併入")
    assert Member.objects.get(pk=one.pk).current() == three
    assert three.current() == three
    with pytest.raises(ValidationError):
        book.replace_member(three, by=keeper, successor=one, day=DAY, note="循環")
    assert list(Member.objects.exchanging(DAY)) == [three]


def test_members_are_told_once_of_a_change(member, keeper):
    member(1, mail="one@example.org")
    tell_changes(DAY)
    Notice.objects.all().delete()
    member(2, mail="two@example.org")
    assert tell_changes(DAY) == 1
    assert [notice.mail for notice in Notice.objects.all()] == ["one@example.org"]
    assert tell_changes(DAY) == 0


def test_a_certificate_that_expired_suspends_at_once_and_strikes_after_three_months(member, keeper):
    made = member(certificate=CERTIFICATE, mail="one@example.org")
    until = facts(CERTIFICATE).until
    assert (made.certificate_until, made.certificate_serial) == (until, "6A")
    next_day = until + datetime.timedelta(days=1)
    assert watch_certificates(until) == 0
    assert watch_certificates(next_day) == 1
    made.refresh_from_db()
    assert made.state == "suspended"
    last = strike_on(until, 3)
    assert watch_certificates(last - datetime.timedelta(days=1)) == 0
    assert watch_certificates(last) == 1
    assert watch_certificates(last) == 0
    made.refresh_from_db()
    assert (made.state, made.until) == ("struck", last)
    assert [change.kind for change in made.changes.all()] == ["added", "suspended", "struck"]


def test_a_member_suspended_by_hand_is_not_struck(member, keeper):
    made = member()
    book.suspend(made, by=keeper, day=DAY, note="系統更新")
    assert watch_certificates(datetime.date(2040, 1, 1)) == 0


@pytest.mark.parametrize(
    ("expired", "struck"),
    [("2017-01-31", "2017-04-30"), ("2017-11-30", "2018-02-28"), ("2017-10-15", "2018-01-15")],
)
def test_three_months_end_on_a_day_that_exists(expired, struck):
    assert strike_on(datetime.date.fromisoformat(expired), 3) == datetime.date.fromisoformat(struck)


def test_what_is_struck_stays_struck(member, keeper):
    made = member()
    book.strike(made, by=keeper, day=DAY, note="裁撤")
    with pytest.raises(WrongState):
        book.suspend(made, by=keeper, day=DAY, note="再停用")


def test_only_the_keeper_writes_the_book(member, actor):
    with pytest.raises(NotAllowed):
        book.suspend(member(), by=actor("somebody"), day=DAY, note="停用")


HEADS = "code,name,kind,since\n"


def test_the_book_comes_in_by_a_sheet(keeper, tmp_path):
    sheet = tmp_path / "book.csv"
    sheet.write_text(HEADS + "397010000A,秘書處,agency,106/1/1\nEB12345678,協會,private,106/2/1\n", encoding="utf-8")
    assert take_in(MEMBERS, sheet, by=keeper).is_good
    assert set(Member.objects.values_list("code", "kind")) == {("397010000A", "agency"), ("EB12345678", "private")}
    sheet.write_text(HEADS + "397010000A,秘書處,agency,106/1/1\nx,甲,agency,106/1/1\n", encoding="utf-8")
    assert [fault.row for fault in take_in(MEMBERS, sheet, by=keeper).faults] == [2, 3]
    assert Member.objects.count() == 2


def test_codes_are_ten_signs(keeper):
    with pytest.raises(ValidationError):
        book.add_member.submit({"code": "short", "name": "甲", "kind": "agency", "since": SINCE}, by=SYSTEM)


def test_another_installation_follows(member, keeper, client, tmp_path):
    """Every entry comes to stand as it was, whatever number the follower had read to; twice changes nothing."""
    one, two = member(1, certificate=CERTIFICATE), member(2)
    book.suspend(two, by=keeper, day=DAY, note="系統更新")
    read = changes_after(0)
    book.replace_member(one, by=keeper, successor=two, day=DAY, note="改制")
    book.strike(two, by=keeper, day=DAY, note="裁撤")
    rest = changes_after(read["next"])
    assert [line["kind"] for line in rest["changes"]] == ["replaced", "struck"]
    client.force_login(keeper.person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/exchange/book/changes/", {"after": read["next"]}).json() == rest
    wanted = {made.code: made.entry() for made in Member.objects.all()}
    with writing():
        Change.objects.all().delete()
        Member.objects.update(successor=None)
        Member.objects.all().delete()
    for lines in (read["changes"], rest["changes"]):
        assert follow(lines, by=SYSTEM) == len(lines)
    assert {made.code: made.entry() for made in Member.objects.all()} == wanted
    number = Change.objects.count()
    answer = tmp_path / "changes.json"
    answer.write_text(json.dumps(rest), encoding="utf-8")
    call_command("exchange", "follow", str(answer))
    assert Change.objects.count() == number
    answer.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("exchange", "follow", str(answer))


def test_strangers_do_not_read_the_changes(client, member):
    member()
    assert client.get("/exchange/book/changes/").status_code in (302, 403)
