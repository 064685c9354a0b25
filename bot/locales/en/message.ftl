# Messages that staff turn into products, and their authors' consent.

message-title = A message by { $author }
message-empty = There's no text and no file in that message, so there's nothing to sell.
message-not-a-person = A bot or webhook wrote that message. Only messages by members can be turned into products.
message-author-left = The author of that message is no longer in the server, so they can't be asked. Nothing was kept.
message-asked = The author has been asked. Until they agree, this can't be published or sold; if they decline or don't answer within { $days } days, it's erased.
message-not-asked = { $author } accepts no direct messages, and I can't reply below the message. Nothing was kept.
message-left-out = { $count ->
    [one] One file is
   *[other] { $count } files are
} missing here: the limit is 10 files of 8 MB each.
message-question-title = May your message be sold?
message-question = { $author }, the staff of **{ $server }** would like to offer this message of yours to members as an article: { $message }
    They keep a copy of its text and files for now. It's only published if you agree; without an answer within { $days } days the copy is erased.
message-button-yes = I agree
message-button-no = I decline
message-agreed = Thank you. The staff may now publish **{ $title }**.
message-declined = Understood. The copy of your message has been erased.
message-consent-gone = That question has been settled: the copy of your message was erased, or you've answered already.
message-consent-waits = { $author } hasn't agreed yet that this message is sold. They were asked when it was turned into a draft.
message-staff-agreed = { $author } agrees that { $staff } offers “{ $title }”. Its price can be set now, and it can be published.
message-staff-declined = { $author } declined to have a message sold that { $staff } had turned into a draft. The draft has been erased.
message-staff-lapsed = { $author } didn't answer whether a message may be sold that { $staff } had turned into a draft. The draft has been erased.
