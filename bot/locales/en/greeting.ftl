# The direct message to the owner of a new server without a staff channel.

greeting-title = Hi, thanks for inviting me
greeting-text = I've joined **{ $guild }**, but found no channel for its staff, where I report payments and problems. Press the button: I create a private one and continue there.
greeting-button = Create a staff channel
greeting-continue = Everything is ready. I've written there what to do next.
greeting-not-staff = Only someone with the Manage Server permission can set me up.
