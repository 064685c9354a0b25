# What members say they care about: the panel of /me interests.

interests-heading = ## What you care about
interests-channels = Channels: { $channels }
interests-words = Words: { $words }
interests-none = none yet
interests-comma = {", "}
interests-effect = -# From your very next { COMMAND("recommend") } on, what stands in these channels, and in channels named after your words, comes further up. Only you see this.
interests-channels-placeholder = Choose channels
interests-button-words = Words
interests-button-clear = Clear all
interests-form-title = Words you care about
interests-form-label = Words and topics
interests-form-hint = With commas between them, at most { $most }; empty removes all
interests-form-example = rust, embedded, job offers
interests-too-many = These are more than { $most } words. Choose the ones that matter most. Nothing was changed.
interests-too-long = “{ $word }” is longer than { $most } characters. Separate your words by commas. Nothing was changed.
interests-not-yours = This panel belongs to somebody else. Use { COMMAND("me interests") } to open your own.
