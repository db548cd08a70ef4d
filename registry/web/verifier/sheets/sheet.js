// What stands on each kind of certificate, in the order of the printed page (registry/schemas/sheets/__init__.py).

import { FOOT, TITLES } from "../tables/words.js";
import { attestation, hold, holdRelease, lifting, search, seizure, transfer } from "./acts.js";
import { has, head } from "./facts.js";
import {
  discharge, furtherClaim, registration, release, statutoryRegistration, subordination,
} from "./registrations.js";

const BODIES = {
  registration, release, discharge, search, seizure, hold, transfer, attestation, subordination,
  further_claim: furtherClaim,
  statutory_registration: statutoryRegistration,
  seizure_lifting: lifting,
  hold_release: holdRelease,
};

/** The sheet of a certificate: its contents, with what was disclosed in place. Of a kind that is not known here yet no more
 * is told than what all certificates say. */
export function sheet(contents, checkCode) {
  const { kind } = contents;
  const body = has(BODIES, kind) ? BODIES[kind](contents) : [];
  return {
    title: has(TITLES, kind) ? TITLES[kind] : [kind, kind],
    number: contents.number,
    issuer: contents.iss,
    livemode: contents.livemode,
    sections: [head(contents), ...body.filter(({ lines }) => lines.length > 0)],
    foot: FOOT,
    checkCode,
  };
}
