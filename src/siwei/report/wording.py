"""The fixed words of the printed report in both languages.

Not gettext: a sealed report keeps its words, whatever the interface says later, and both languages are made in one run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from siwei.report.bilingual import Language, Text

if TYPE_CHECKING:
    from siwei.report.coverage import Coverage

WORDING: Mapping[str, Text] = {
    "contents": Text("目錄", "Contents"),
    "left": Text("重要施政項目", "Policy item"),
    "right": Text("執行成果與效益", "Results and benefits"),
    "page": Text("第 {page} 頁／共 {pages} 頁", "Page {page} of {pages}"),
    "year": Text("中華民國{year}年度", "Year {western} (ROC {year})"),
    "annex": Text("附錄　數據一覽", "Annex: the figures"),
    "annex_intro": Text(
        "本報告各項數據的來源如下。「紀錄」由業務紀錄逐筆計得，「公式」由其他數據算得，「填報」由承辦單位依所載來源填入。",
        "Where each figure of this report comes from. “Records”: counted from the records of the business. "
        "“Formula”: computed from other figures. “Entered”: typed in by the section that answers for it, from the "
        "source named.",
    ),
    "section": Text("出處", "Section"),
    "figure": Text("數據", "Figure"),
    "value": Text("值", "Value"),
    "kind": Text("類別", "Kind"),
    "source": Text("定義與來源", "Definition and source"),
    "definition": Text("定義", "Definition"),
    "owner": Text("權責單位", "Answered for by"),
    "previous": Text("前一年度", "Year before"),
    "evidence": Text("佐證", "Evidence"),
    "evidence_rows": Text("{count}筆紀錄", "{count} records"),
    "evidence_row": Text("1筆紀錄", "1 record"),
    "formula": Text("公式", "Formula"),
    "id": Text("代號", "Identifier"),
    "computed": Text("紀錄", "Records"),
    "derived": Text("公式", "Formula"),
    "entered": Text("填報", "Entered"),
    "missing": Text("未填", "Missing"),
    "by_month": Text("{label}，按月", "{label} by month"),
    "month": Text("{month}月", "{month}"),
    "coverage": Text(
        "本報告數據{figures}項：由紀錄計得{computed}項、由公式算得{derived}項、填報{entered}項、未填{missing}項。",
        "{figures} figures: {computed} from records, {derived} by formula, {entered} entered, {missing} missing.",
    ),
    "coverage_added": Text(
        "另由系統增列{figures}項，為原報告所無：由紀錄計得{computed}項、由公式算得{derived}項。",
        "Siwei adds {figures} that the office's report does not have: {computed} from records, {derived} by formula.",
    ),
    "added": Text("系統增列", "Added by Siwei"),
    "loose": Text(
        "文中另有{loose}處數字（日期、序號等）不屬任何數據。",
        "{loose} other numbers in the text (dates, ordinals …) are bound to no figure.",
    ),
    "rounded": Text("四捨五入至", "rounded to"),
    "none": Text("無", "none"),
    "to_top": Text("回目錄", "Back to contents"),
    "figures_heading": Text("數據", "Figures"),
}

MONTHS: Mapping[Language, tuple[str, ...]] = {
    "zh": tuple(f"{month}月" for month in range(1, 13)),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def say(key: str, language: Language, **parts: object) -> str:
    """A fixed word or sentence with its parts filled in; KeyError for a word that is not there."""
    return WORDING[key][language].format(**parts)


def coverage_sentences(found: Coverage, language: Language) -> str:
    """The sentences on coverage: the office's figures, those that Siwei adds, digits that are no figure's."""
    said = [say("coverage", language, figures=sum(found.kinds.values()), **found.kinds)]
    if any(found.added.values()):
        said.append(say("coverage_added", language, figures=sum(found.added.values()), **found.added))
    said.append(say("loose", language, loose=found.loose_digits))
    return ("" if language == "zh" else " ").join(said)
