"""What each finding about a list says, in words."""

from __future__ import annotations

from siwei.kernel.records.said import Said, said


def reasons() -> dict[str, Said]:
    """Every code of `cells`, `lists` and `staging`."""
    return {
        # kept out until somebody looks
        "missing": said("must be filled in"),
        "not_a_year": said("is not a year"),
        "year_to_come": said("lies after the last year the list can be of"),
        "range_backwards": said("the range runs backwards"),
        "not_a_number": said("is not a whole number"),
        "several_in_one": said("several numbers stand in one cell"),
        "not_a_class": said("is not a class number"),
        "made_a_day": said("an office program made a day of the number; what it was is not known"),
        "made_an_exponent": said("an office program shortened the number; what it was is not known"),
        "no_such_day": said("there is no such day"),
        "not_a_day": said("is not a day"),
        "not_a_period": said("the law knows no such retention"),
        "not_a_secrecy": said("is not a secrecy"),
        "state_secret": said("state secrets do not go this way"),
        "not_a_medium": said("is not a medium"),
        "too_long": said("is too long"),
        "formula_error": said("an office program left an error here"),
        "nothing_above": said("says “as above”, but nothing stands above"),
        "not_a_file_number": said("is not a file number such as 87/0101/1/1/1"),
        "contradiction": said("two columns say different things"),
        "double_in_list": said("stands in the list more than once"),
        "there_already": said("is in the archives already"),
        # read all the same
        "rewritten": said("was read in its plain form"),
        "western_year": said("a Western year, counted as a ROC year"),
        "range_of_years": said("a range of years, counted by its first"),
        "year_of_a_day": said("a day; its year was taken"),
        "serial_of_a_day": said("the running number of a day in an office program"),
        "no_day": said("month or day are not known"),
        "as_above": said("was taken from the line above"),
        "from_the_day": said("was taken from the day of the document"),
        "from_the_title": said("was taken from the file title"),
        "number_missing": said("this part of the file number is missing"),
        "lost_characters": said("characters were lost before the list came here"),
        "long_before_its_year": said("the document is much older than its file"),
        # lines that are no entries
        "empty": said("an empty line"),
        "heading": said("the headings once more"),
        "total": said("a total or a foot line"),
        "remark": said("a remark, no entry"),
    }


def fields() -> dict[str, Said]:
    """The columns of a list as they are called."""
    return {
        "file_number": said("File number"),
        "year": said("Year"),
        "class_number": said("Class number"),
        "case_number": said("Case in the class"),
        "volume_number": said("Volume"),
        "item_number": said("Item in the volume"),
        "title": said("File title"),
        "subject": said("Subject"),
        "document_number": said("Document number"),
        "party": said("Sender or recipient"),
        "document_day": said("Day of the document"),
        "retention": said("Retention"),
        "pages": said("Number of pages"),
        "medium": said("Medium"),
        "secrecy": said("Secrecy"),
        "box": said("Box number in the list"),
        "note": said("Note"),
    }
