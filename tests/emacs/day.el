;;; day.el --- open, see, fix, save, quit -*- lexical-binding: t -*-
(write-region "prefer = \"client\"\n" nil "customary.toml")
(write-region "# Letter\n\nOur customers called. 💬 Each customer waits.\n\nA customer again.\n" nil "letter.md")

(writer-open "letter.md")
(let ((found (writer-sees '(3 3 5))))
  (writer-expect '("customers" "customer" "customer") (mapcar #'cadr found))
  (writer-expect '(eglot-warning eglot-warning eglot-warning) (mapcar #'caddr found))
  (dolist (finding found)
    (unless (string-match-p "client" (nth 3 finding)) (error "What a message: %s" finding))))

;; Eglot counts versions from 0, and says where the text is in UTF-16.
(unless (string-match-p ":version 0" (with-current-buffer (jsonrpc-events-buffer (eglot-current-server)) (buffer-string)))
  (error "The document was opened with another version than 0\n%s" (writer-messages)))

(goto-char (point-min))
(search-forward "💬 Each ")
(writer-choose "Replace with “client”" (lambda () (call-interactively #'eglot-code-actions)))
(writer-expect "# Letter\n\nOur customers called. 💬 Each client waits.\n\nA customer again.\n" (buffer-string))
(writer-sees '(3 5))
(save-buffer)
(writer-expect (buffer-string) (writer-disk "letter.md"))

(writer-leave)
