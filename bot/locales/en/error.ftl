# What anybody reads when a command can't do what was asked.

error-in-server = Use this command in the server it is about; it can't be used in direct messages.
error-not-allowed = This command is for those who manage the server.
error-retry-later = That didn't work just now; nothing is lost. Please try again in a minute. (Reference { $reference })
error-staff-told = That can't be done at the moment. The staff have been told what to put right. (Reference { $reference })
error-unexpected = Something went wrong on our side. Please try again; if it happens again, give the staff this reference: { $reference }
