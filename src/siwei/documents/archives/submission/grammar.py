"""The form of the submission: a DTD over the official tags, the frame and what is added marked [ours].

The archive tags, their codes and contents stand in the official tag set of document exchange (104_basic); no official
text of a submission file was found, so the frame around them is ours. What stands under OURS is not official.
"""

from __future__ import annotations

import io

from lxml import etree

#: as the official tag set declares them; a test compares them with it where it is there
OFFICIAL = """
<!ELEMENT 功能 EMPTY>
<!ATTLIST 功能 代碼 (新增|修改|刪除) "新增">
<!ELEMENT 年度號 (#PCDATA)>
<!ELEMENT 分類號 (#PCDATA)>
<!ELEMENT 案次號 (#PCDATA)>
<!ELEMENT 卷次號 (#PCDATA)>
<!ELEMENT 目次號 (#PCDATA)>
<!ELEMENT 保存年限 (#PCDATA)>
<!ELEMENT 應用限制 EMPTY>
<!ATTLIST 應用限制 代碼 (開放|不開放|限制開放) "開放">
<!ELEMENT 媒體型式 EMPTY>
<!ATTLIST 媒體型式 代碼 (1|2|3|4|5|6|7|8|9|A|B|C|D|E|F|Z) "1">
<!ELEMENT 頁數 (#PCDATA)>
<!ELEMENT 檔案名稱 (#PCDATA)>
<!ELEMENT 檔案大小 (#PCDATA)>
<!ELEMENT 檔案格式 (#PCDATA)>
<!ELEMENT 檔案來源別 EMPTY>
<!ATTLIST 檔案來源別 代碼 (1|2|3|4) "1">
"""
OURS = """
<!ELEMENT 檔案目錄彙送 (檔案目錄*)>
<!ATTLIST 檔案目錄彙送 機關代碼 CDATA #REQUIRED 機關名稱 CDATA #REQUIRED>
<!ATTLIST 檔案目錄彙送 截止日期 CDATA #REQUIRED 彙送編號 CDATA #REQUIRED>
<!ELEMENT 檔案目錄 (功能,機關代碼,機關名稱,年度號,分類號,案次號,卷次號,目次號,目錄內容?)>
<!ATTLIST 檔案目錄 識別 CDATA #REQUIRED>
<!ELEMENT 機關代碼 (#PCDATA)>
<!ELEMENT 機關名稱 (#PCDATA)>
<!ELEMENT 目錄內容 (案名?,案由,檔案產生者,文件產生日期?,來受文者?,文號?,保存年限?,應用限制,媒體型式?,
媒體?,頁數?,電子檔案*,註記?)>
<!ELEMENT 案名 (#PCDATA)>
<!ELEMENT 案由 (#PCDATA)>
<!ELEMENT 檔案產生者 (#PCDATA)>
<!ELEMENT 文件產生日期 (#PCDATA)>
<!ELEMENT 來受文者 (#PCDATA)>
<!ELEMENT 文號 (#PCDATA)>
<!ELEMENT 媒體 (#PCDATA)>
<!ELEMENT 電子檔案 (檔案名稱,檔案大小,檔案格式,檔案來源別?)>
<!ELEMENT 註記 (#PCDATA)>
"""


def dtd() -> etree.DTD:
    """The grammar, read."""
    return etree.DTD(io.StringIO(OFFICIAL + OURS))


def fault_of(grammar: etree.DTD, xml: str) -> str:
    """The first fault of a piece, an entry or a whole file; "" for none."""
    try:
        root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        return str(fault)
    return "" if grammar.validate(root) else str(grammar.error_log) or "not valid"
