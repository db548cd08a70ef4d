"""Whose an asset is, as far as a register sees, in lists of dicts and from the law alone (民法典第399条第四项)."""


def contested_by(person, liens, *, moves):
    """Who else gave the asset, or holds it by the last transfer. Whoever holds by that answers for nothing that was
    entered since."""
    others = [lien for lien in liens if person not in _heirs(lien, moves)]
    if not moves:
        return _numbers(others)
    last = moves[-1]
    if last["holder"] == person:
        return _numbers(lien for lien in others if lien["entered"] < last["entered"])
    return {*_numbers(others), last["ref"]}


def _numbers(liens):
    return {lien["number"] for lien in liens}


def _heirs(lien, moves):
    """Who gave it, and everybody to whom it went from them afterwards."""
    found = {lien["person"]}
    for move in moves:
        if move["entered"] > lien["entered"] and move["former"] in found:
            found.add(move["holder"])
    return found


def titles(liens, *, moves, since):
    """Whether two stand there of whom only one can be the holder; or one that still stands came since."""
    there = _numbers(liens) | {move["ref"] for move in moves}
    return {
        "contested": any(lien["contests"] & there for lien in liens),
        "contested_since": any(lien["contests"] and lien["ended"] is None for lien in since),
    }
