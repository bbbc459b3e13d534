;;; fix_file.el --- all safe fixes of a plain text, taken back in one step -*- lexical-binding: t -*-
(write-region "prefer = \"client\"\n" nil "customary.toml")
(write-region "Our customers called.\n\nA customer again.\n" nil "notes.txt")

(writer-open "notes.txt")
(writer-sees '(1 3))
(buffer-enable-undo)
(undo-boundary)
(customary-fix-file)
(writer-expect "Our clients called.\n\nA client again.\n" (buffer-string))
(writer-sees '())
(undo-boundary)
(undo)
(writer-expect "Our customers called.\n\nA customer again.\n" (buffer-string))
(writer-sees '(1 3))

(writer-leave)
