"""The two codes of a page: what comes back is what went in, byte for byte, and nothing comes back of anything else."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain import canon, paper_code
from registry.domain.certificate import TYPE
from registry.domain.disclosure import Disclosure
from registry.domain.paper_code import NotACode, Printed, UnknownKey, certificate_code, personal_code, unpack

KID = canon.b64(hashlib.sha256(b"kid").digest())
AT = "https://register.example/v"
PROOF = "c2sp.org/tlog-proof@v1\nindex 7\n" + "q" * 44 + "\n"

payloads = st.dictionaries(st.text("abcdef_", min_size=1), st.text() | st.integers(0, 2**40), max_size=30).filter(bool)
values = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def a_jws(contents=None, *, kid=KID, signature=b"s" * 64):
    header = canon.encode({"alg": "Ed25519", "kid": kid, "typ": TYPE})
    payload = canon.encode(contents or {"number": "CQ202611220000012353-1", "kind": "registration"})
    return ".".join(map(canon.b64, (header, payload, signature)))


def a_disclosure(value="张三", name="name"):
    return canon.b64(json.dumps([canon.b64(bytes(16)), name, value], ensure_ascii=False).encode())


def both(jws, proof=None, *, disclosures=()):
    return (*certificate_code(jws, proof, at=AT), *personal_code(disclosures, jws))


@given(payloads, st.none() | st.text(st.characters(min_codepoint=10, max_codepoint=126)), st.lists(values, max_size=5))
def test_what_was_packed_comes_back_byte_for_byte(contents, proof, names):
    jws, disclosures = a_jws(contents), tuple(map(a_disclosure, names))
    assert unpack(both(jws, proof, disclosures=disclosures), kids=[KID]) == Printed(jws, proof, disclosures, AT)


@given(st.binary(max_size=400))
def test_digits_are_a_spelling_of_bytes_and_the_only_one(data):
    digits = paper_code._digits(data)
    assert paper_code._bytes(digits) == data
    assert len(digits) <= 2.43 * len(data) + 3


def changes(text):
    """Every text with one character lost or changed, and where."""
    for at, character in enumerate(text):
        yield at, text[:at] + text[at + 1 :]
        yield from ((at, text[:at] + each + text[at + 1 :]) for each in "0159.*#/x" if each != character)


def comes_back(texts):
    try:
        return unpack(texts, kids=[KID])
    except NotACode:
        return None


@pytest.mark.parametrize("place", [0, 1], ids=["certificate", "personal"])
def test_no_change_of_one_character_gives_a_code(place):
    texts = list(both(a_jws(), PROOF, disclosures=(a_disclosure(),)))
    signed = max(texts[place].find("#"), 0)  # where the first leads is not signed, and nobody goes there
    survivors = [
        (at, other)
        for at, other in changes(texts[place])
        if at >= signed and comes_back([*texts[:place], other, *texts[place + 1 :]])
    ]
    assert survivors == []


def test_the_second_belongs_to_its_first_alone():
    one, other = a_jws(), a_jws({"number": "CQ202611220000012353-2"})
    mixed = (*certificate_code(one, None, at=AT), *personal_code((a_disclosure(),), other))
    with pytest.raises(NotACode, match="another certificate"):
        unpack(mixed, kids=[KID])


def test_the_first_alone_shows_nobody():
    found = unpack(certificate_code(a_jws(), None, at=AT), kids=[KID])
    assert found.disclosures == ()


def test_where_nothing_personal_is_printed_there_is_no_second():
    assert personal_code((), a_jws()) == ()


def test_the_second_is_no_address():
    (text,) = personal_code((a_disclosure(),), a_jws())
    assert ":" not in text
    assert text.startswith("PD1*")


@pytest.mark.parametrize("many", [1, 60, 200])
def test_what_does_not_fit_one_symbol_is_printed_in_several(many):
    jws = a_jws({"n": [hashlib.sha256(bytes([each % 256, each // 256])).hexdigest() for each in range(many)]})
    texts = certificate_code(jws, PROOF, at=AT)
    assert all(len(text) <= paper_code.MOST_DIGITS + len(AT) + 10 for text in texts)
    assert unpack(reversed(texts), kids=[KID]).jws == jws
    assert (len(texts) > 1) == (many > 1)
    for lost in range(len(texts)):
        with pytest.raises(NotACode):
            unpack((*texts[:lost], *texts[lost + 1 :]), kids=[KID])
    with pytest.raises(NotACode):
        unpack((*texts, texts[0]), kids=[KID])


def test_the_largest_certificate_there_is_can_be_printed():
    many = [hashlib.sha256(bytes([each % 256, each // 256])).hexdigest() for each in range(950)]
    jws = a_jws({"n": many})
    assert len(jws) > 64 * 1024  # larger than any reader of ours accepts
    assert unpack(certificate_code(jws, PROOF, at=AT), kids=[KID]).jws == jws


def test_more_than_that_is_not():
    many = [hashlib.sha256(bytes([each % 256, each // 256])).hexdigest() for each in range(4000)]
    with pytest.raises(ValueError):
        certificate_code(a_jws({"n": many}), None, at=AT)


def test_a_key_that_nobody_lists_is_not_guessed():
    with pytest.raises(UnknownKey):
        unpack(certificate_code(a_jws(), None, at=AT), kids=[canon.b64(bytes(32))])


def test_a_certificate_written_in_another_way_is_never_printed():
    head, body, tail = a_jws().split(".")
    other = canon.b64(canon.unb64(head).replace(b"{", b"{ "))
    with pytest.raises(ValueError):
        certificate_code(f"{other}.{body}.{tail}", None, at=AT)


def test_a_small_code_that_unpacks_to_very_much_is_refused():
    packed = paper_code._sealed(b"\x01" + canon.unb64(KID)[:4] + b"s" * 64, b"0" * 1_000_000)
    digits = paper_code._digits(packed)
    assert len(digits) < 5000
    with pytest.raises(NotACode, match="larger"):
        unpack([f"{AT}#{digits}"], kids=[KID])


@pytest.mark.parametrize(
    "text", ["", "hello", "https://register.example/v", f"{AT}#", f"{AT}#12", f"{AT}#１２３４５６", "PD1*123"]
)
def test_other_texts_are_no_codes(text):
    with pytest.raises(NotACode):
        unpack([text], kids=[KID])


def test_disclosures_come_back_as_the_texts_they_were():
    text = a_disclosure({"scheme": "citizen_id", "value": "500233196804123019"}, "identifier")
    found = unpack(both(a_jws(), None, disclosures=(text,)), kids=[KID])
    assert Disclosure(found.disclosures[0]).read() == (
        "identifier",
        {"scheme": "citizen_id", "value": "500233196804123019"},
    )


def test_what_was_printed_once_is_read_for_ever():
    assert unpack(FROZEN, kids=[KID]) == Printed(a_jws(), PROOF, (a_disclosure(),), AT)


# The first version of the format. Certificates are on paper: these are never made anew.
FROZEN = (
    (
        "https://register.example/v#0038314477128587532496562017104755324965620171047553249656201710475532496"
        "5620171047553249656201710475532496562017104755324965620171047553249656201710475532496562017104811558"
        "9162141547648866518542813713251451258343191528370154179353395788839243620886445308147853487341978654"
        "759240762278019600050578985087254"
    ),
    "PD1*007518524798103903230369706436726421709881344490262171279931106946560765933135",
)


def with_check(made):
    return made + hashlib.sha256(made).digest()[:4]


HEAD = canon.unb64(KID)[:4] + b"s" * 64


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (with_check(b"\x01" + HEAD + b"\xff\xff\xff"), "decompress"),
        (paper_code._sealed(b"\x03" + HEAD, b"{}"), "version"),
        (paper_code._sealed(b"\x01" + HEAD, b"{}\0\xff"), "no text"),
    ],
)
def test_a_first_code_that_was_never_written_is_refused(packed, said):
    with pytest.raises(NotACode, match=said):
        unpack([f"{AT}#{paper_code._digits(packed)}"], kids=[KID])


def test_what_would_not_come_back_is_never_printed():
    head, body, tail = a_jws().split(".")
    added = canon.encode(json.loads(canon.unb64(head)) | {"x": 1})
    with pytest.raises(ValueError, match="come back"):
        certificate_code(f"{canon.b64(added)}.{body}.{tail}", None, at=AT)
    with pytest.raises(ValueError, match="come back"):
        personal_code((canon.b64(b"a\nb"),), a_jws())


def test_more_than_a_page_has_room_for_is_not_printed():
    noise = b"".join(hashlib.sha256(each.to_bytes(4, "big")).digest() for each in range(3200)).replace(b"\n", b"n")
    with pytest.raises(ValueError, match="room"):
        personal_code((canon.b64(noise),), a_jws())


def test_a_proof_with_its_note_comes_back_too():
    """A note's signature line begins with a dash that is no ASCII (c2sp.org/signed-note)."""
    proof = f"{PROOF}\nlog.example\n8\n{'r' * 44}\n\n— log.example c2ln\n"
    assert unpack(both(a_jws(), proof), kids=[KID]).proof == proof
