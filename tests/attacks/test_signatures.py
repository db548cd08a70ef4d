"""A filing is believed under one signature, in one form, over everything that matters, once. What is tried here bears
a signature that verifies, of a key that is enrolled: it is over something else, or says something else."""

import itertools
import json
import time

import pytest

from registry.signing.client_keys import generate_client_key
from registry.signing.encoding import to_base64
from registry.signing.http_signature import build_base, content_digest
from tests.api.problem import refused
from tests.properties.hostile import nothing_entered
from tests.register import ORIGIN, today
from tests.samples import a_body

PATH = "/v1/registrations"
ALL = ("@method", "@target-uri", "content-digest", "content-type", "idempotency-key")
_numbers = itertools.count(1)


def listed(names):
    return "(" + " ".join(name if "(" in name or '"' in name else f'"{name}"' for name in names) + ")"


class Signed:
    """A filing of the bank's whose signature is made by hand."""

    def __init__(self, bank, body=b"{}"):
        self.bank, self.key, self.body = bank, bank.enrolled.key, body
        self.values = {
            "@method": "POST",
            "@target-uri": ORIGIN + PATH,
            "content-digest": content_digest(body),
            "content-type": "application/json",
            "idempotency-key": f"attack-{next(_numbers)}",
        }

    def parameters(self, **changes):
        given = {"created": int(time.time()), "keyid": f'"{self.key.key_id}"', "alg": f'"{self.key.algorithm}"',
                 "tag": '"registry-filing"'} | changes  # fmt: skip
        return "".join(f";{name}={value}" for name, value in given.items() if value is not None)

    def headers(self, *, names=ALL, base=None, parameters=None, label="sig1", key=None):
        """What is sent, with a signature over the base, which may be another than the names say."""
        text = listed(names) + (self.parameters() if parameters is None else parameters)
        lines = [(name, self.values[name]) for name in ALL] if base is None else base
        made = (key or self.key).sign(build_base(lines, text))
        sent = {name.title(): value for name, value in self.values.items() if not name.startswith("@")}
        return sent | {"Signature-Input": f"{label}={text}", "Signature": f"{label}=:{to_base64(made)}:"}

    def send(self, headers, *, method="POST", path=PATH, **options):
        return self.bank.anonymous(method, path, data=self.body, headers=headers, **options)


@pytest.fixture(scope="module")
def whole(bank):
    """The body of a filing that would be entered."""
    return lambda: Signed(bank, json.dumps({**a_body(today=today()), "secured_creditor": bank.creditor()}).encode())


@pytest.fixture
def attacker(bank, whole):
    """The bank's own key in hands that sign what they like; nothing of it is entered."""
    with nothing_entered(bank):
        yield whole()


def unbelieved(answer):
    return refused(answer, 401, code="unauthenticated")


def test_the_filing_that_all_these_are_made_from_is_entered(whole):
    filing = whole()
    assert filing.send(filing.headers()).status_code == 201


class TestWhatIsCovered:
    @pytest.mark.parametrize("left_out", ALL)
    def test_is_everything_that_matters(self, attacker, left_out):
        names = [name for name in ALL if name != left_out]
        base = [(name, attacker.values[name]) for name in names]
        unbelieved(attacker.send(attacker.headers(names=names, base=base)))

    @pytest.mark.parametrize("twice", ALL)
    def test_is_covered_once(self, attacker, twice):
        names = [*ALL, twice]
        base = [(name, attacker.values[name]) for name in names]
        unbelieved(attacker.send(attacker.headers(names=names, base=base)))

    @pytest.mark.parametrize("more", ["@authority", "@path", "@query", "@scheme", "@request-target", "@status", "date",
                                      "host", "x-anything", "content-length", "authorization", "if-match"])  # fmt: skip
    def test_is_nothing_else(self, attacker, more):
        """What one side reads into another header the other need not see."""
        base = [*((name, attacker.values[name]) for name in ALL), (more, "x")]
        unbelieved(
            attacker.send({**attacker.headers(names=[*ALL, more], base=base), "X-Anything": "x", "If-Match": "x"})
        )

    @pytest.mark.parametrize("sort", ["sf", "bs", "tr", "req", 'key="x"', "x"])
    @pytest.mark.parametrize("name", ["content-digest", "idempotency-key", "@method"])
    def test_is_covered_as_it_is_sent_and_not_in_another_reading(self, attacker, name, sort):
        """RFC 9421 section 2.1: with these a component is another text than the header's."""
        names = [f'"{each}";{sort}' if each == name else each for each in ALL]
        unbelieved(attacker.send(attacker.headers(names=names)))

    @pytest.mark.parametrize("old", ["@method", "content-digest", "idempotency-key"])
    @pytest.mark.parametrize("respell", [str.upper, str.title, lambda name: f" {name}", lambda name: f"{name} ",
                                         lambda name: name.replace("-", "_"), lambda name: name.replace("e", "е")])  # fmt: skip
    def test_is_called_by_its_name(self, attacker, old, respell):
        names = [respell(each) if each == old and respell(each) != each else each for each in ALL]
        if names == list(ALL):
            names[0] = "@Method"
        base = [(new, attacker.values[each]) for new, each in zip(names, ALL, strict=True)]
        text = listed(names) + attacker.parameters()
        made = attacker.key.sign(_base_of(base, text))
        headers = attacker.headers() | {
            "Signature-Input": f"sig1={text}".encode().decode("latin-1"),
            "Signature": f"sig1=:{to_base64(made)}:",
        }
        unbelieved(attacker.send(headers))


def _base_of(base, text):
    return "\n".join([*(f'"{name}": {value}' for name, value in base), f'"@signature-params": {text}']).encode()


class TestARequestOtherThanTheOneSigned:
    @pytest.mark.parametrize("name", ["content-type", "idempotency-key", "content-digest"])
    def test_in_a_header_is_not_believed(self, attacker, name):
        headers = attacker.headers()
        other = {"content-type": "application/json;charset=utf-8", "idempotency-key": "another",
                 "content-digest": content_digest(b"other")}[name]  # fmt: skip
        unbelieved(attacker.send(headers | {name.title(): other}))

    def test_in_its_body_is_not_believed(self, attacker):
        headers, attacker.body = attacker.headers(), attacker.body.replace(b"500000.00", b"900000.00")
        unbelieved(attacker.send(headers))
        unbelieved(attacker.send(headers | {"Content-Digest": content_digest(attacker.body)}))

    @pytest.mark.parametrize("digest", ["sha-512=:AA==:", "md5=:AAAA:", "sha=:AAAA:", "unixsum=1"])
    def test_whose_digest_is_a_weaker_one_is_not_believed(self, attacker, digest):
        attacker.values["content-digest"] = digest
        unbelieved(attacker.send(attacker.headers()))

    def test_whose_digest_names_two_is_not_believed(self, attacker):
        attacker.values["content-digest"] += ", md5=:AAAA:"
        unbelieved(attacker.send(attacker.headers()))

    @pytest.mark.parametrize("target", [
        f"{ORIGIN}{PATH}?dry_run=true", f"{ORIGIN}{PATH}/", f"{ORIGIN}/v1/holds", f"https://register.test{PATH}",
        f"http://evil.test{PATH}", f"http://register.test:80{PATH}", f"HTTP://register.test{PATH}", PATH,
        f"{ORIGIN}/v1/%72egistrations", f"{ORIGIN}//v1/registrations", f"{ORIGIN}/v1/../v1/registrations", f"{ORIGIN}{PATH}#x",
    ])  # fmt: skip
    def test_at_another_address_is_not_believed(self, attacker, target):
        attacker.values["@target-uri"] = target
        unbelieved(attacker.send(attacker.headers()))

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "post", "PATCH"])
    def test_of_another_verb_is_not_believed(self, attacker, method):
        attacker.values["@method"] = method
        unbelieved(attacker.send(attacker.headers()))

    @pytest.mark.parametrize("host", ["evil.test", "register.test.evil.test", "localhost", "register.test:8443", ""])
    def test_that_names_another_host_changes_nothing_that_was_signed(self, whole, host):
        """The address comes from the settings: what the header says is neither signed nor believed."""
        filing = whole()
        assert filing.send(filing.headers() | {"Host": host, "X-Forwarded-Host": host}).status_code in (201, 400)

    def test_for_one_verb_files_no_other(self, bank, court, attacker):
        for path in ("/v1/seizures", "/v1/holds", "/v1/transfers", "/v1/attestations", "/v1/client-keys"):
            unbelieved(attacker.send(attacker.headers(), path=path))

    def test_that_changes_a_version_is_of_that_version(self, bank):
        number = bank.register(a_body(today=today())).json["number"]
        with nothing_entered(bank):
            for version in ("2", "0", "*", "1 "):
                swapped = {"If-Match": f'"{version}"'}
                answer = bank.discharge(number, tamper=lambda headers, data, to=swapped: (headers | to, data))
                unbelieved(answer)

    def test_of_one_registration_ends_no_other(self, bank):
        one, other = (bank.register(a_body(today=today())).json["number"] for _ in range(2))
        taken = {}
        with nothing_entered(bank, but=("search",)):  # a rehearsal is recorded as one
            bank.discharge(
                one, query="dry_run=true", tamper=lambda headers, data: taken.update(headers) or (headers, data)
            )
            sent = {"headers": taken, "data": b'{"reason": "claim_extinguished"}'}
            unbelieved(bank.anonymous("POST", f"/v1/registrations/{other}/discharge", **sent))
            unbelieved(bank.anonymous("POST", f"/v1/registrations/{one}/discharge", **sent))


class TestItsParameters:
    @pytest.mark.parametrize("seconds", [-301, -3600, -(10**9), 31, 3600, 10**9, 10**14])
    def test_say_that_it_was_made_now(self, attacker, seconds):
        parameters = attacker.parameters(created=max(0, int(time.time()) + seconds))
        unbelieved(attacker.send(attacker.headers(parameters=parameters)))

    @pytest.mark.parametrize("created", ['"now"', "1.5", "-1", "?1", ":AA==:", None, "@1", "1e9"])
    def test_say_when_as_a_number(self, attacker, created):
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(created=created))))

    @pytest.mark.parametrize(
        "alg", ["hmac-sha256", "rsa-v1_5-sha256", "rsa-pss-sha512", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "none",
                "ED25519", "ed25519 ", ""],
    )  # fmt: skip
    def test_name_the_algorithm_of_the_key(self, attacker, alg):
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(alg=f'"{alg}"'))))

    @pytest.mark.parametrize("tag", ["registry-filing ", "Registry-Filing", "web-bot-auth", "", "gm"])
    def test_name_what_it_is_for(self, attacker, tag):
        """A signature made for something else is never a filing."""
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(tag=f'"{tag}"'))))

    @pytest.mark.parametrize("name", ["created", "keyid", "alg", "tag"])
    def test_are_all_there(self, attacker, name):
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(**{name: None}))))

    @pytest.mark.parametrize("more", [{"expires": 9_999_999_999}, {"nonce": '"x"'}, {"x": "1"}, {"x": "?0"}])
    def test_are_no_others(self, attacker, more):
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(**more))))

    @pytest.mark.parametrize("name", ["created", "keyid", "alg", "tag"])
    def test_are_said_once(self, attacker, name):
        """Structured fields keep the last of two (RFC 8941 section 3.1.2); another reader may keep the first."""
        parameters = attacker.parameters() + attacker.parameters(
            **{other: None for other in ("created", "keyid", "alg", "tag") if other != name}
        )
        unbelieved(attacker.send(attacker.headers(parameters=parameters)))


class TestItsKey:
    @pytest.mark.parametrize(
        "keyid", ["", "x", "../../keys/x", "' OR '1'='1", "https://evil.test/key", "*", "x" * 5000]
    )
    def test_is_an_enrolled_one(self, attacker, keyid):
        unbelieved(attacker.send(attacker.headers(parameters=attacker.parameters(keyid=f'"{keyid}"'))))

    def test_is_the_one_that_is_named(self, attacker, rival):
        """Neither somebody else's name over one's own signature, nor the other way about."""
        named = attacker.parameters(keyid=f'"{rival.enrolled.key.key_id}"')
        unbelieved(attacker.send(attacker.headers(parameters=named)))
        unbelieved(attacker.send(attacker.headers(key=rival.enrolled.key)))
        unbelieved(attacker.send(attacker.headers(key=generate_client_key())))

    def test_files_for_nobody_else(self, bank, rival):
        """A good signature of one's own makes one nobody's creditor."""
        body = a_body(today=today()) | {"secured_creditor": rival.creditor()}
        with nothing_entered(bank):
            answer = bank.file(PATH, body)
            assert answer.status_code in (403, 422)

    def test_that_was_revoked_signs_nothing(self, register, app):
        gone = register.teller(app, "被吊销的银行")
        register.revoke(gone.enrolled)
        with nothing_entered(gone):
            refused(gone.register(a_body(today=today())), 401, code="key_revoked")
            refused(gone.ask_token(), 401, code="key_revoked")

    def test_of_the_register_itself_signs_no_filing(self, attacker, register):
        for use in ("certificate", "access", "statement"):
            key = register.authority.ring.signer(use)
            parameters = attacker.parameters(keyid=f'"{key.key_id}"')
            unbelieved(attacker.send(attacker.headers(parameters=parameters, key=key)))


class TestTwoSignatures:
    def both(self, attacker, *, first, second):
        one = attacker.headers(parameters=first, label="sig1")
        two = attacker.headers(parameters=second, label="sig2")
        joined = {name: f"{one[name]}, {two[name]}" for name in ("Signature-Input", "Signature")}
        return attacker.send(one | joined)

    def test_for_a_filing_are_one_too_many(self, attacker):
        unbelieved(self.both(attacker, first=attacker.parameters(), second=attacker.parameters()))

    def test_of_which_neither_is_for_a_filing_are_none(self, attacker):
        other = attacker.parameters(tag='"other"')
        unbelieved(self.both(attacker, first=other, second=other))

    def test_do_not_lend_each_other_their_tags(self, attacker):
        """The bytes of the one that is for something else stand under the label of the one that is for a filing."""
        good = attacker.headers(label="sig1")
        other = attacker.headers(parameters=attacker.parameters(tag='"other"'), label="sig1")
        unbelieved(attacker.send(good | {"Signature": other["Signature"]}))

    @pytest.mark.parametrize("label", ["sig2", "SIG1", "sig1 ", "*"])
    def test_are_found_under_their_own_label(self, attacker, label):
        headers = attacker.headers()
        unbelieved(attacker.send(headers | {"Signature": headers["Signature"].replace("sig1", label)}))

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            *(("Signature", text) for text in ("sig1=:{0}:;x=1", "sig1=:{0}:, sig1=:{0}:", "sig1={0}", 'sig1="{0}"',
                                               "sig1=:{0} :", "sig1=:-_-_:", "sig1=:{0}", "sig1=:{0}:,", "sig1=(:{0}:)")),
            *(("Signature-Input", text) for text in ("sig1=:{0}:", "sig1=?1", "sig1", "sig1=()", "sig1={0}, sig1={0}",
                                                     "sig1={0},", "sig1={0};x", "sig1=({0})", "sig1 ={0}")),
        ],
    )  # fmt: skip
    def test_in_another_spelling_are_not_read(self, attacker, name, text):
        headers = attacker.headers()
        inside = headers[name].removeprefix("sig1=").strip(":")
        unbelieved(attacker.send(headers | {name: text.format(inside)}))

    def test_are_not_read_from_a_header_sent_twice(self, attacker):
        headers = list(attacker.headers().items())
        for name in ("Signature", "Signature-Input", "Content-Digest", "Idempotency-Key"):
            again = [each for each in headers if each[0] == name]
            answer = attacker.send([*headers, *again])
            assert answer.status_code in (401, 422), name


class TestAReplay:
    def test_files_nothing_a_second_time(self, whole, bank):
        filing = whole()
        headers = filing.headers()
        first = filing.send(headers)
        with nothing_entered(bank):
            again = filing.send(headers)
        assert (first.status_code, again.data) == (201, first.data)

    def test_under_another_client_s_key_is_not_the_first_one_s_answer(self, whole, rival):
        """A once-only token is its client's own: whoever saw it learns nothing by sending it."""
        filing = whole()
        assert filing.send(filing.headers()).status_code == 201
        answer = rival.register(a_body(today=today()), key=filing.values["idempotency-key"])
        assert answer.status_code == 201

    def test_after_five_minutes_is_not_even_answered(self, whole):
        filing = whole()
        assert filing.send(filing.headers()).status_code == 201
        old = filing.parameters(created=int(time.time()) - 400)
        unbelieved(filing.send(filing.headers(parameters=old)))
