# Articles and lessons, page by page.

reading-open = Read
reading-next = Next page
reading-back = Back
reading-to-lesson = Back to the lesson
reading-page = Page { $page } of { $pages }
reading-no-text = “{ $title }” has no text.
reading-lost = The text of “{ $title }” can't be found at the moment. Please tell the staff.
