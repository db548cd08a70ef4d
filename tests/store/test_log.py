from registry.store.reads import log as read


def test_first(register, bank):
    from tests.samples import a_body
    from tests.register import today

    for _ in range(3):
        r = bank.register(a_body(today=today()))
        assert r.status_code == 201, r.json
    print(register.sequence())
    note = read.checkpoint(register.store)
    print(note)
    print(register.rows("select place, seq, leaf from log_leaf"))
