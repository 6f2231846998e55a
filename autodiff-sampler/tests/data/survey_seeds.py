"""The seed of a survey's target, as src/survey/seeds.rs makes it of the survey's seed and the target's name: prints the number that
the test there compares with. Written from the published descriptions of FNV-1a (RFC 9923) and of SplitMix64's finaliser."""

MASK = (1 << 64) - 1


def fnv_1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def seed_of(seed, name):
    z = fnv_1a(seed.to_bytes(8, "little") + name.encode())
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


assert fnv_1a(b"foobar") == 0x85944171F73967E8
print(hex(seed_of(42, "TIC 402026209")))
