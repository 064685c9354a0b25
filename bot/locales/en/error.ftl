# Answers when a command fails.

error-in-server = Use this command in a server; it doesn't work in DMs.
error-not-allowed = You need the Manage Server permission, or a role that may do this.
error-retry-later = That didn't work just now, but nothing is lost. Please try again in a minute. (Reference { $reference })
error-staff-told = That isn't possible right now. The staff have been told what to fix. (Reference { $reference })
error-unexpected = Something went wrong on our side. Please try again. If it happens again, give the staff this reference: { $reference }
