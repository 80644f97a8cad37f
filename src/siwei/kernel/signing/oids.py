"""Object identifiers that signatures and certificates of this house use."""

from cryptography.hazmat.primitives import hashes

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA = "1.2.840.113549.1.1.1"
RSA_SHA256 = "1.2.840.113549.1.1.11"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"

#: digests that are taken; all others (MD5, SHA-1 …) are weak
DIGESTS: dict[str, tuple[str, type[hashes.HashAlgorithm]]] = {
    SHA256: ("sha256", hashes.SHA256),
    "2.16.840.1.101.3.4.2.2": ("sha384", hashes.SHA384),
    "2.16.840.1.101.3.4.2.3": ("sha512", hashes.SHA512),
}
#: signatures that are taken: the kind of key, and the digest where the identifier names one
SIGNATURES: dict[str, tuple[str, str]] = {
    RSA: ("rsa", ""),
    RSA_SHA256: ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    ECDSA_SHA256: ("ec", "sha256"),
    "1.2.840.10045.4.3.3": ("ec", "sha384"),
    "1.2.840.10045.4.3.4": ("ec", "sha512"),
}
#: purposes (extended key usage) under which a certificate may sign documents: any, mail, documents (RFC 9336)
PURPOSES = frozenset({"2.5.29.37.0", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"})
DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"
#: attributes of the subject: who a person is, and an agency's code of ten characters (機關代碼)
PERSON_CODE = "2.5.4.5"
AGENCY_CODE = "2.5.4.97"
