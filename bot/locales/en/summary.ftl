# The weekly summary for staff; its title is turn-staff-weekly.

summary-members = { $currency }: { $members ->
    [one] one paying member
   *[other] { $members } paying members
} ({ $new } new, { $lost } lost)
summary-trials = Trials: { $started } started, { $converted } now paying, { $ended } ended without payment
summary-leaving = Might leave: { $failed ->
    [one] one failed renewal
   *[other] { $failed } failed renewals
}, { $cancelled } cancelled
summary-mrr = MRR { $mrr } ({ $change })
summary-income = Received { $received }, refunds and disputes { $gone }
