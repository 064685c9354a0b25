# The panel of /me interests.

interests-heading = ## Your interests
interests-channels = Channels: { $channels }
interests-words = Keywords: { $words }
interests-none = none yet
interests-comma = {", "}
interests-effect = -# From your next { COMMAND("recommend") } on, posts in these channels, and in channels named after your keywords, rank higher. Only you can see this.
interests-channels-placeholder = Choose channels
interests-button-words = Keywords
interests-button-clear = Clear all
interests-form-title = Your keywords
interests-form-label = Keywords and topics
interests-form-hint = Separated by commas, at most { $most }; empty removes all
interests-form-example = rust, embedded, job offers
interests-too-many = That's more than { $most } keywords. Choose the ones that matter most. Nothing was changed.
interests-too-long = “{ $word }” is longer than { $most } characters. Separate your keywords with commas. Nothing was changed.
interests-not-yours = This panel belongs to someone else. Use { COMMAND("me interests") } to open your own.
