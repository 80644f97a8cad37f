"""Electronic signatures over bytes: sign, verify, and say in plain words why one is refused. No tables.

    from siwei.kernel.signing import Identity, SignatureRefused, Trust, sign, verify

docs/kernel/signing.md says what a signature looks like and what is checked.
"""

from siwei.kernel.signing.folder import trust_in
from siwei.kernel.signing.identity import Identity, Key, SoftwareKey
from siwei.kernel.signing.refusal import Refusal, SignatureRefused
from siwei.kernel.signing.signature import read_signature, sign, verify
from siwei.kernel.signing.trust import Signer, Trust

__all__ = [
    "Identity",
    "Key",
    "Refusal",
    "SignatureRefused",
    "Signer",
    "SoftwareKey",
    "Trust",
    "read_signature",
    "sign",
    "trust_in",
    "verify",
]
