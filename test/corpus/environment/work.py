def collect(n, names, note):
    return {"n": n * 2, "names": [*names, "c"], "note": note}
