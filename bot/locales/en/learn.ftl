# Courses, lessons, quizzes, the review, certificates, the learning path and /me profile.

learn-comma = {", "}
learn-minutes = {" "}· { $minutes } min

# Refusals
learn-no-such-course = There's no such course here. Choose one from the list.
learn-no-such-lesson = This lesson is no longer part of the course.
learn-not-owned = You need “{ $course }” for this. Look for it in the shop, or ask the staff.
learn-unmet = Finish “{ $first }” first; “{ $course }” builds on it.
learn-locked-after = “{ $lesson }” opens once “{ $first }” is done.
learn-attend = This is done once you've attended { $percent }% of the session.
learn-locked-begin = “{ $lesson }” opens some days after you begin the course.
learn-locked-until = “{ $lesson }” opens on { $at }.
learn-nothing-next = Nothing is waiting for you. Open a course with { COMMAND("learn course") }, or see your { COMMAND("learn path") }.
    .direct = Nothing is waiting for you at the moment.
learn-no-place = There's no place for a discussion yet: the staff can give the course a card in a channel, and I need to be able to make threads there.

# The course's panel
learn-progress = { $done } of { $total } lessons done
learn-progress-optional =
    { $count ->
        [one] One more lesson is optional.
       *[other] { $count } more lessons are optional.
    }
learn-order-sequential = -# One lesson opens the next.
learn-order-free = -# Take the lessons in any order.
learn-panel-not-owned = -# Previews are open to everyone. The rest opens once you own the course.
learn-panel-unmet = Finish first: { $contents }
learn-first = Best after: { $contents }
learn-status-done = Done on { $at }
learn-status-open = Open
learn-status-optional = Open, optional
learn-status-preview = Preview
learn-status-not-owned = Comes with the course
learn-status-unmet = Opens after what is named above
learn-status-after = Opens after “{ $first }”
learn-status-begin = Opens some days after you begin
learn-status-until = Opens on { $at }
learn-continue = Continue: { $lesson }
learn-begin-first = First: { $content }
learn-completed-note = You've finished the course. Well done! Get your certificate below.

# The lesson's card
learn-lesson-of = Lesson of { $course }
learn-finished = **{ $content }** is done.
learn-session-done = ✅ Done
learn-unfinished = **{ $content }** is no longer marked as done.
learn-rule-done = Press *Done* when you've worked through it.
learn-rule-quiz = It's done once { $percent }% of your answers are correct.
learn-rule-try = It's done once you've taken the quiz.
learn-rule-attend = It's done once you've attended { $percent }% of it.
learn-rule-attended = It's done if you attended { $percent }% of it. It's over: work through what is left of it, and press *Done*.
learn-button-lesson = Open
learn-button-course = Course
learn-button-start = Open course
learn-button-next = Continue
learn-button-done = Done
learn-button-undo = Not done
learn-button-finish = Done
learn-button-unfinish = Not done
learn-button-quiz = Quiz
learn-button-session = Session
learn-button-discuss = Discuss
learn-button-again = Try again
learn-button-back = Back to the lesson
learn-button-answer = Answer
learn-button-certificate = Certificate
learn-discussion = The discussion of this lesson is in { $thread }.
learn-discussion-opening = Questions and thoughts about the lesson “{ $lesson }” go here.

# Quizzes
learn-quiz-first = Pass the quiz first: { $percent }% is enough.
learn-no-quiz = This lesson no longer has a quiz.
learn-attempt-gone = This attempt no longer exists. Begin the quiz again.
learn-quiz-changed = The quiz has changed since you began. Begin it again from the lesson.
learn-answer-number = That's not a number. Nothing was counted, so answer again.
learn-answer-empty = Type an answer. Nothing was counted.
learn-answer-title = Your answer
learn-answer-label = Answer
learn-choose-one = Choose one
learn-choose-several = Choose all that are correct
learn-no-answer = none
learn-quiz-title = Question { $number } of { $total }
learn-quiz-note = You pass with { $percent }% correct answers. You'll see all of them at the end.
learn-quiz-result = Your result
learn-quiz-passed = Passed: { $right } of { $total } correct ({ $percent }%).
learn-quiz-failed = Not yet: { $right } of { $total } correct ({ $percent }%). Look at the answers and try again.
learn-your-answer = Your answer: { $answer }
learn-right-answer = Correct: { $answer }

# Spaced review
learn-review-title = Review
learn-review-offer = Shall I ask you questions from your quizzes again, shortly before you'd forget them? At most { $count } a day, only here and only if you want.
learn-review-on = Yes, ask me
learn-review-off = Stop the review
learn-review-next = Next question
learn-review-left =
    { $count ->
        [one] The last question for today
       *[other] { $count } questions for today
    }
learn-review-none = No questions yet. They come from the quizzes that you take.
learn-review-later = That's all for now. The next question is due on { $at }.
learn-review-right = ✅ Correct.
learn-review-wrong = ❌ Not quite.
learn-review-again = It comes again on { $at }.
learn-review-gone = This question was answered already, or has changed. Open { COMMAND("learn review") } again.
    .direct = This question was answered already, or has changed.

# Certificates
learn-not-complete = Finish “{ $course }” first.
learn-certificate-name = Give a name of 1 to { $most } ordinary characters.
learn-certificate-revoked = The staff has made this certificate invalid.
learn-certificate-unknown = No valid certificate of this server has that number.
learn-certificate-title = Certificate
learn-certificate-label = Name on the certificate
learn-certificate-hint = As others should read it. You can change it later.
learn-certificate-heading = Certificate
learn-certificate-sentence = has completed the course
learn-certificate-alt = Certificate: { $name } has completed the course “{ $course }”. Number { $number }.
learn-certificate-done =
    Number: **{ $number }**
    Anyone can check it at { $address }
learn-certificate-invalid = This certificate is no longer valid.
learn-verify-valid-title = This certificate is valid
learn-verify-invalid-title = Not a valid certificate
learn-verify-invalid-text = No valid certificate has this number. Check it for typing errors.
learn-verify-name = Name: { $name }
learn-verify-course = Course: { $course }
learn-verify-server = Community: { $server }
learn-verify-date = Completed on { $date }
learn-verify-number = Number: { $number }

# The learning path
learn-path-title = Your next steps
learn-path-none = There's nothing to suggest: you've finished all you have, or there are no courses yet. See what else there is with { COMMAND("shop") }.
learn-path-by-order = Fewer than { $count } members have finished a course here, too few to learn from. So this goes by your goals and by the order of the courses.
learn-path-begin = Begin
learn-path-offer = You don't have this yet
learn-path-then = Opens after the step before
learn-why-goal = Leads to your goal
learn-why-tag = About what you want to learn
learn-why-continue = Continues where you are
learn-why-went-on = Members who finished the same went on to this
learn-why-taste = Close to what you like to read
learn-why-order = Next in the catalogue

# /me profile
learn-profile-title = Your learning profile
learn-profile-text = What you choose here shapes your learning path. All of it is optional.
learn-profile-note = Only you can see this. I never ask for your age or sex, and I don't guess them.
learn-profile-profession = Profession
learn-profile-skills = What you already know
learn-profile-goals = What you want to learn
learn-profile-courses = Courses you want to finish
learn-profile-minutes = Time a week
learn-profile-week =
    { $minutes ->
        [30] Half an hour a week
        [60] 1 hour a week
       *[other] { $hours } hours a week
    }
learn-profile-profession-Developer = Developer
learn-profile-profession-Designer = Designer
learn-profile-profession-Student = Student
learn-profile-profession-Teacher = Teacher
learn-profile-profession-Other = Other
learn-profile-clear = Clear all

# In the personal digest
learn-stalled = 📚 You stopped in **{ $course }**: { $done } of { $total } lessons done. Next: { $lesson }
