def fail():
    raise ValueError("python")
