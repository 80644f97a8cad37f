"""Lives of documents in the Secretariat, act by act, one in each state that a desk can show."""

from __future__ import annotations

import datetime
from typing import Any

from siwei.documents.content.model import Content, Party, Recipient, Secrecy, Section, Speed
from siwei.documents.content.types import UPWARD
from siwei.documents.correspondence.actions import assigning, deciding, drafting, filing, issuing, noting, secrets
from siwei.documents.correspondence.actions.receiving import receive
from siwei.documents.correspondence.actions.recipients import note_exchange
from siwei.documents.correspondence.desk.sample_keys import issue_keys
from siwei.documents.correspondence.desk.signing import signed_bytes
from siwei.documents.correspondence.models import Answer, Delegation, FileClass, Incoming, Letter, Word
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import DAY
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.signing import sign

UNTIL = "修補完成後解密"
TO = ("397020000A", "397030000D", "397040000E")


class Life:
    """People and tables of the Secretariat that the stories use; a sample without them has no stories."""

    def __init__(self, agency: Agency, year: int, by: Actor) -> None:
        names = ("clerk", "deputy", "chief", "secretary", "head", "editor")
        people = {one.username: one for one in Person.objects.filter(username__in=names)}
        self.people, self.agency, self.by = people, agency, by
        self.complete = len(people) == len(names)
        self.keys = issue_keys(people.values()) if self.complete else {}
        self.unit = Unit.objects.get(code="general")
        self.day = datetime.date(year, 11, 6)
        self.word = Word.objects.get(agency=agency)
        self.items = {one.level: one for one in Delegation.objects.filter(agency=agency).order_by("-pk")}

    def act(self, name: str) -> Actor:
        """Somebody as actor."""
        return Actor.of(self.people[name])

    def next_day(self) -> datetime.date:
        """The documents come day after day."""
        self.day = office_calendar().working_day_on_or_after(self.day + DAY)
        return self.day

    def received(self, subject: str, **given: Any) -> Incoming:
        """Something that came, still at the registry."""
        day = self.next_day()
        values = {
            "sender_name": "高雄市政府民政局", "sender_code": "397020000A", "way": "exchange",
            "sender_number": f"高市民字第{day.year - 1911}{Incoming.objects.count():06d}00號", "sent_on": day - DAY,
            "speed_given": "普通件", **given,
        }  # fmt: skip
        return receive(by=self.by, agency=self.agency, subject=subject, opened_on=day, **values)

    def in_hand(self, subject: str, **given: Any) -> Incoming:
        """Something that the clerk handles."""
        incoming = self.received(subject, **given)
        assigning.assign(incoming, by=self.by, unit=self.unit)
        assigning.hand_over(incoming, by=self.by, handler=self.people["clerk"])
        return incoming

    def drafted(self, subject: str, kind: str = "函", level: int = 3, speed: Speed = "普通件", **given: Any) -> Letter:
        """Something that the clerk drafted."""
        secret = given.pop("secret", False)
        sections = (Section("說明", "依年度計畫及相關規定辦理。"),)
        to = Agency.objects.filter(code__in=given.pop("to", TO)).order_by("code")
        content = Content(
            kind=kind,
            sender=Party(self.agency.name_zh, "agency", self.agency.code),
            subject=subject,
            sections=sections,
            recipients=() if kind in UPWARD else tuple(Recipient(Party(o.name_zh, "agency", o.code)) for o in to),
            speed=speed,
            secrecy=Secrecy("密", UNTIL) if secret else Secrecy(),
        )
        return drafting.draft(
            by=self.act("clerk"), unit=self.unit, content=content, opened_on=given.pop("opened_on", self.next_day()),
            delegation=self.items.get(level), word=self.word, **given,
        )  # fmt: skip

    def submitted(self, letter: Letter, *consulted: str) -> Letter:
        """Up to the section head, then to the division's."""
        route = [self.people["deputy"], self.people["chief"]]
        asked = [self.people[name] for name in consulted]
        deciding.submit(letter, by=self.act("clerk"), route=route, consulted=asked)
        return letter

    def decided(self, letter: Letter) -> Letter:
        """Approved and decided."""
        self.submitted(letter)
        signed = {who: sign(signed_bytes(letter), self.keys[who]) for who in ("deputy", "chief")}
        deciding.approve(letter, by=self.act("deputy"), opinion="擬如擬", signature=signed["deputy"])
        deciding.decide(letter, by=self.act("chief"), opinion="如擬", signature=signed["chief"])
        return letter

    def sealed(self, letter: Letter) -> Letter:
        """Proof-read and sealed."""
        self.decided(letter)
        issuing.proofread(letter, by=self.by)
        issuing.seal(letter, by=self.by, copies=1)
        return letter

    def issued(self, letter: Letter) -> Letter:
        """Out of the house."""
        self.sealed(letter)
        issuing.issue(letter, by=self.by, issued_on=office_calendar().add_working_days(letter.opened_on, 2))
        return letter


def live(agency: Agency, year: int, *, by: Actor) -> None:
    """One document in each state, and those that must not count."""
    life = Life(agency, year, by)
    if not life.complete:
        return
    _incoming(life)
    _letters(life)
    _what_must_not_count(life)


def _incoming(life: Life) -> None:
    life.received("有關107年度消防自衛編組演練計畫一案，請提供意見。")
    life.received("函轉行政院修正「文書處理手冊」，請查照。", speed_given="速件")
    waiting = life.received("請提供市政中心場地使用統計。")
    assigning.assign(waiting, by=life.by, unit=life.unit)
    life.in_hand("請就職務宿舍管理情形於期限內函復。", category="general", named_due=life.day + 20 * DAY)
    proposed = life.in_hand("檢送鄰里長名冊1份，請參考。")
    noting.propose(
        proposed, by=life.act("clerk"), proposal="擬存查", route=[life.people["deputy"], life.people["chief"]]
    )
    noted = life.in_hand("檢送106年度研習成果1份，請參考。")
    noting.propose(noted, by=life.act("clerk"), proposal="擬存查", route=[life.people["chief"]])
    noting.decide(noted, by=life.act("chief"), opinion="可", on=life.next_day())
    filed = life.in_hand("檢送會議紀錄1份，請查照。")
    noting.note_on_paper(filed, by=life.act("clerk"), on=life.next_day(), note="紙本併會議卷")
    scheme = FileClass.objects.get(agency=life.agency, code="0901")
    filing.file_incoming(filed, by=life.act("clerk"), file_class=scheme)
    filing.take_incoming(filed, by=life.by, filed_on=life.next_day())


def _letters(life: Life) -> None:
    life.drafted("檢送四維行政中心107年場地開放時間表1份，請查照。")
    life.submitted(life.drafted("請提供各機關會議室使用需求，俾憑彙整。"), "secretary", "editor")
    life.submitted(life.drafted("召開市政大樓節能會議，請派員參加。", speed="速件"))
    back = life.submitted(life.drafted("函轉公務車輛管理要點修正案，請查照。"))
    deciding.send_back(back, by=life.act("deputy"), opinion="說明二引用條次請再確認。")
    life.decided(life.drafted("函請配合辦理防護演練。"))
    life.sealed(life.drafted("檢送辦公廳舍清潔評比結果1份，請查照。"))
    incoming = life.in_hand("請函復市政大樓停車位調配情形。")
    answer = life.issued(life.drafted("函復市政大樓停車位調配情形，請查照。", answers=[incoming], opened_on=life.day))
    note_exchange(answer, by=life.by, has=list(answer.recipients.values_list("code", flat=True)))
    filing.file_letter(answer, by=life.act("clerk"), file_class=FileClass.objects.get(agency=life.agency, code="0203"))
    several = [life.in_hand("請提供檔案庫房面積。"), life.in_hand("請提供檔案庫房設備清單。")]
    life.issued(
        life.drafted("函復檔案庫房面積及設備，請查照。", answers=several, how=Answer.How.COLLECTED, opened_on=life.day)
    )
    memorandum = life.decided(life.drafted("有關更新廣播系統經費一案，簽請核示。", kind="簽"))
    issuing.conclude(memorandum, by=life.act("clerk"), on=office_calendar().add_working_days(memorandum.opened_on, 1))


def _what_must_not_count(life: Life) -> None:
    secret = life.received("有關資訊安全弱點通報一案。", secrecy="密", secret_until=UNTIL, unit=life.unit,
                           readers=[life.people["clerk"], life.people["chief"]])  # fmt: skip
    assigning.hand_over(secret, by=life.by, handler=life.people["clerk"])
    life.drafted("資訊安全弱點修補情形。", secret=True, readers=[life.people["chief"]])
    wrong = life.received("函請核發農機使用證。", sender_name="高雄市政府農業局", sender_code="")
    assigning.return_to_sender(wrong, by=life.by, note="非本處權責，退還原發文機關")
    twice = life.received("檢送研習名冊1份。")
    assigning.cancel_receipt(twice, by=life.by, note="重複收文")
    dropped = life.drafted("函轉活動海報，請張貼。")
    drafting.cancel(dropped, by=life.act("clerk"), note="改以電子郵件轉知")
    called_back = life.issued(life.drafted("檢送停電通知1份，請查照。"))
    issuing.cancel_issue(called_back, by=life.by, note="日期誤植，另行發文")
    secrets.enter_secret(
        by=life.by, agency=life.agency, document_number="（樣本）機密第001號", level="機密", place="機要室保險櫃",
        keeper=life.people["secretary"], opened_on=life.next_day(),
    )  # fmt: skip
