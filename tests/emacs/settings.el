;;; settings.el --- where no policy governs, the editor's settings do -*- lexical-binding: t -*-
(setq-default eglot-workspace-configuration
              '(:customary (:prefer "client" :severity "information")))
(write-region "Our customers called.\n" nil "letter.md")

(writer-open "letter.md")
(let ((found (car (writer-sees '(1)))))
  (writer-expect '("customers" eglot-note) (list (nth 1 found) (nth 2 found))))

(writer-leave)
