"""The contract of a record type: what every one of them promises, tried through actions, pages, sheets and the API.

A module's `tests/test_contract.py` holds one class for each of its record types:

    class TestBooking(RecordContract):
        record = Booking
        roles = (CLERK, APPROVER)

        def make(self, clerk, nth):
            return ask(by=clerk, venue=hall(), purpose=f"Choir {nth}", ...)

`tests/test_every_module.py` fails for a record type that has none.
"""

from siwei.kernel.testing.declared import Declared
from siwei.kernel.testing.shown import Shown
from siwei.kernel.testing.written import Written


class RecordContract(Declared, Written, Shown):
    """Inherit, name `record` and `roles`, write `make`; some forty tests are then the type's own."""
