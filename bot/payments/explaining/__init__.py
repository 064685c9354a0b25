"""Why is it so, and is it so? Answers from the facts: explain, rehearse, replay."""
