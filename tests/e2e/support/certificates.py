# SPDX-License-Identifier: MIT
"""Throw-away certificates for 127.0.0.1, made by openssl: a good one and those with a fault each."""
import pathlib
import subprocess

CA_CONFIGURATION = """
[ca]
default_ca = here
[here]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
policy = any
default_md = sha256
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
"""


class Certificates:
    """Attributes: `authority` (PEM of the test authority, for --ca-file), and per kind (`good`, `expired`, `future`,
    `wrong_name`, `self_signed`, `unknown_authority`) the path of a PEM file with certificate and key."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.authority = self._authority("authority")
        self._authority("stranger")
        self.good = self._signed("good", "authority")
        self.expired = self._signed("expired", "authority", begin="20200101000000Z", end="20200201000000Z")
        self.future = self._signed("future", "authority", begin="20900101000000Z", end="20990101000000Z")
        self.wrong_name = self._signed("wrong_name", "authority", address="DNS:elsewhere.example")
        self.unknown_authority = self._signed("unknown_authority", "stranger")
        self.self_signed = self._self_signed("self_signed")

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=self.folder, check=True, capture_output=True, timeout=60)

    def _key(self, name):
        key = self.folder / f"{name}.key"
        self._openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key)
        return key

    def _self_signed(self, name):
        certificate = self.folder / f"{name}.crt"
        self._openssl("req", "-x509", "-key", self._key(name), "-days", "3650", "-subj", f"/CN={name}",
                      "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate)
        return self._joined(name)

    def _authority(self, name):
        certificate = self.folder / f"{name}.crt"
        self._openssl("req", "-x509", "-key", self._key(name), "-days", "3650", "-subj", f"/CN={name}", "-out", certificate)
        (self.folder / name).mkdir()
        (self.folder / name / "index").touch()
        (self.folder / name / "serial").write_text("01")
        (self.folder / f"{name}.conf").write_text(CA_CONFIGURATION.format(folder=self.folder / name))
        return certificate

    def _signed(self, name, authority, address="IP:127.0.0.1", begin="20200101000000Z", end="20990101000000Z"):
        self._openssl("req", "-new", "-key", self._key(name), "-subj", f"/CN={name}", "-addext", f"subjectAltName={address}",
                      "-out", f"{name}.csr")
        self._openssl("ca", "-batch", "-notext", "-config", f"{authority}.conf", "-cert", f"{authority}.crt", "-keyfile",
                      f"{authority}.key", "-startdate", begin, "-enddate", end, "-in", f"{name}.csr", "-out", f"{name}.crt")
        return self._joined(name)

    def _joined(self, name):
        both = self.folder / f"{name}.pem"
        both.write_bytes((self.folder / f"{name}.crt").read_bytes() + (self.folder / f"{name}.key").read_bytes())
        return both
