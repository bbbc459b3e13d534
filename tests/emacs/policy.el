;;; policy.el --- an open policy governs as it is typed, and shows its own faults -*- lexical-binding: t -*-
(write-region "prefer = \"client\"\n" nil "customary.toml")
(write-region "Our customers called their client.\n" nil "letter.md")

(writer-open "letter.md")
(writer-expect '("customers") (mapcar #'cadr (writer-sees '(1))))

(writer-open "customary.toml")
(goto-char (point-min))
(search-forward "client")
(replace-match "customer")
(writer-sees '())
(with-current-buffer "letter.md"
  (writer-wait "the other word found"
               (lambda () (equal '("client") (mapcar #'cadr (writer-findings))))))

(goto-char (point-min))
(search-forward "customer")
(replace-match "custommer")
(let ((found (car (writer-sees '(1)))))
  (writer-expect '("\"custommer\"" eglot-error) (list (nth 1 found) (nth 2 found))))

(writer-leave)
