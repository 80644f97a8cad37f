"""Look-up codes: read as people write them, and kept as digests of their kind of case."""

from siwei.kernel.access.codes import code_digest, new_code


def test_a_code_is_read_as_people_write_it():
    code = new_code()
    assert code_digest(code, "a") == code_digest(code.lower().replace("-", " "), "a")
    assert len({code_digest(code, "a"), code_digest(code, "b"), code_digest(new_code(), "a")}) == 3
