def why(*, answer, facts, policy, language):
    return ""
