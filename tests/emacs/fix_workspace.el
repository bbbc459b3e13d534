;;; fix_workspace.el --- all safe fixes of a project, after a question -*- lexical-binding: t -*-
(write-region "prefer = \"client\"\n" nil "customary.toml")
(write-region "Dear customer,\n" nil "letter.md")
(write-region "Our customers called.\n" nil "notes.txt")

(writer-open "letter.md")
(writer-sees '(1))
(let ((asked nil))
  (cl-letf (((symbol-function 'y-or-n-p) (lambda (question) (push question asked) t)))
    (customary-fix-workspace)
    (writer-wait "the fix" (lambda () (equal "Dear client,\n" (buffer-string))))
    (writer-expect 1 (length asked))
    (unless (string-match-p "notes\\.txt" (car asked)) (error "What a question: %s" asked))))
(writer-sees '())
(save-some-buffers t)
(writer-expect "Dear client,\n" (writer-disk "letter.md"))
(writer-expect "Our clients called.\n" (writer-disk "notes.txt"))

(writer-leave)
