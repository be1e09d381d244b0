"""A signed statement inside the file that a machine made it (C2PA, Content Credentials).

Source: C2PA Technical Specification 2.1; the certificate's profile is in its section 14.5.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO  # Any: what c2pa reads is JSON

import c2pa
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from avatar.honest.errors import SigningFailed
from avatar.honest.marks import SOURCE_TYPE, STUDIO

MIME = "video/mp4"
MANIFEST_BYTES = 40_000  # more than a manifest with three certificates takes; set aside from a limit of bytes
CURVES = {
    "secp256r1": c2pa.C2paSigningAlg.ES256,
    "secp384r1": c2pa.C2paSigningAlg.ES384,
    "secp521r1": c2pa.C2paSigningAlg.ES512,
}


@dataclass(frozen=True)
class Credentials:
    """Where the certificate (with those above it) and its key lie, both as PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Statement:
    """What a manifest says."""

    signer: str  # the organisation or the name in the certificate
    source_type: str  # of the digital source, an IPTC code
    whole: bool  # whether the file is as it was signed
    ours: bool  # whether the certificate is one of those that count as ours


def sign(path: Path, credentials: Credentials) -> None:
    """Sign an MP4 in place: it was made by a trained algorithm. Raises SigningFailed."""
    signed = path.with_suffix(".signed.mp4")
    try:
        with c2pa.Builder(_claim()) as builder, _signer(credentials) as signer:
            builder.sign_file(path, signed, signer)
        signed.replace(path)
    except (c2pa.C2paError, OSError, ValueError, UnsupportedAlgorithm) as error:
        raise SigningFailed(str(error)) from error
    finally:
        signed.unlink(missing_ok=True)


def statement(file: BinaryIO, mime: str = MIME, trusted: str = "") -> Statement | None:
    """Read what a file's manifest says; nothing where it has none that can be read.

    ``trusted`` is the PEM of the certificates that count as ours.
    """
    settings = {
        "verify": {"verify_trust": bool(trusted), "remote_manifest_fetch": False, "ocsp_fetch": False},
        "trust": {"trust_anchors": trusted} if trusted else {},
    }
    try:
        with (
            c2pa.Context(c2pa.Settings.from_dict(settings)) as context,
            c2pa.Reader(mime, file, context=context) as reader,
        ):
            return _said(reader.get_active_manifest() or {}, reader.get_validation_state())
    except c2pa.C2paError:
        return None


def _said(manifest: dict[str, Any], state: str) -> Statement:
    actions = [
        action
        for assertion in manifest.get("assertions", [])
        if assertion.get("label", "").startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", [])
    ]
    made = [action for action in actions if action.get("action") == "c2pa.created"]
    signature = manifest.get("signature_info", {})
    return Statement(
        signer=str(signature.get("issuer") or signature.get("common_name") or ""),
        source_type=str(made[0].get("digitalSourceType", "")) if made else "",
        whole=state in {"Valid", "Trusted"},
        ours=state == "Trusted",
    )


def _claim() -> str:
    created = {
        "action": "c2pa.created",
        "digitalSourceType": SOURCE_TYPE,
        "softwareAgent": {"name": STUDIO},
    }
    return json.dumps(
        {
            "claim_generator_info": [{"name": STUDIO}],
            "format": MIME,
            "title": "AI-generated clip",
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
        }
    )


def _signer(credentials: Credentials) -> c2pa.Signer:
    chain, key = credentials.certificate.read_bytes(), credentials.key.read_bytes()
    info = c2pa.C2paSignerInfo(_algorithm(key), chain, key, None)  # no time stamp: that would need a network
    return c2pa.Signer.from_info(info)


def _algorithm(pem: bytes) -> c2pa.C2paSigningAlg:
    """Tell from a key how it signs. Raises ValueError for a key that C2PA does not take."""
    key = load_pem_private_key(pem, password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return c2pa.C2paSigningAlg.ED25519
    if isinstance(key, rsa.RSAPrivateKey):
        return c2pa.C2paSigningAlg.PS256
    raise ValueError("the key must be of the kind P-256, P-384, P-521, Ed25519 or RSA")
