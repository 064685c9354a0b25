# The weights of recommendations on a server: /insights weights and /staff weights.

weights-are-default = Recommendations already use the default weights here.
weights-are-frozen = The weights are frozen already.
weights-not-frozen = The weights aren't frozen.
