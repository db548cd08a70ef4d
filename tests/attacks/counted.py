"""Which tests are attacks, by what is attacked. Those of other rooms count here and are not written twice."""

from collections.abc import Mapping

PEOPLE = "tests/web/people/test_attacks.py"
SIGNED_IN = "tests/service/test_people.py"
FORCED = "tests/service/test_administration.py"

ATTACKS: Mapping[str, tuple[str, ...]] = {
    "tokens": (
        "tests/attacks/test_access_tokens.py",
        "tests/attacks/test_certificates_of_clients.py",
        "tests/api/test_authentication.py::TestATokenIsNotBelieved",
        "tests/api/test_authentication.py::TestAnAssertion",
        "tests/signing/test_tokens.py::TestAnAssertion",
    ),
    "signed requests": (
        "tests/attacks/test_signatures.py",
        "tests/api/test_authentication.py::TestAFilingIsNotBelieved",
        "tests/api/test_authentication.py::TestARevokedKey",
        "tests/signing/test_http_signature.py::TestAMalformedSignature",
        "tests/signing/test_http_signature.py::TestAChangedFiling",
    ),
    "keys entered by one alone or by force": (
        f"{FORCED}::TestAFirstKey", f"{FORCED}::TestAKeyEnteredByForce", f"{FORCED}::TestAKeyEnteredInAClientsName",
    ),
    "sessions": ("tests/attacks/test_pages.py::TestASessionThatSomebodyPlanted", f"{PEOPLE}::TestTheCookieOfADemo"),
    "forms from elsewhere": ("tests/attacks/test_pages.py::TestAFormFromElsewhere", f"{PEOPLE}::TestAFormFromElsewhere"),
    "open redirects": (f"{PEOPLE}::TestWhereHeGoesOn",),
    "guessing": (
        "tests/attacks/test_pages.py::TestWhoeverGuesses",
        f"{SIGNED_IN}::TestWhoeverGuesses",
        f"{SIGNED_IN}::TestSigningIn::test_takes_a_code_once",
        "tests/web/people/test_people.py::TestAnAnswerToWhoeverGuesses",
    ),
    "enumeration and timing": (
        "tests/attacks/test_others.py::TestWhoeverGuesses",
        "tests/api/test_other_eyes.py::TestACertificate",
        "tests/api/test_canaries.py::TestWhoeverAsksForACanary",
    ),
    "objects of others": (
        "tests/attacks/test_others.py::TestAnothersRegistration",
        "tests/attacks/test_others.py::TestAnothersAct",
        "tests/api/test_other_eyes.py::TestAnothersRegistration",
    ),
    "mass assignment": ("tests/attacks/test_others.py::TestWhatTheRegisterAloneDecides",),
    "verbs": ("tests/attacks/test_http.py::TestAVerb",),
    "hosts and headers": ("tests/attacks/test_http.py::TestAHost", "tests/attacks/test_http.py::TestAHeader"),
    "smuggling": ("tests/attacks/test_http.py::TestWhereARequestEnds",),
    "sizes, codings and slowness": ("tests/attacks/test_http.py::TestASize", "tests/attacks/test_proxy.py"),
    "types and parameters": ("tests/attacks/test_http.py::TestAType", "tests/attacks/test_http.py::TestAParameter"),
    "paths": ("tests/attacks/test_http.py::TestAPath",),
    "scripts and pages": ("tests/attacks/test_output.py::TestAScript", f"{PEOPLE}::TestEveryPage"),
    "addresses to be fetched": ("tests/attacks/test_output.py::TestAnAddress",),
    "floods": ("tests/api/test_limits.py::TestAQuota", "tests/api/test_limits.py::TestALargeFiling"),
    "errors": ("tests/attacks/test_errors.py",),
}  # fmt: skip

LEAST, OF_EACH = 150, 3
"""Cases in all, of any parameters; and of each sort."""
