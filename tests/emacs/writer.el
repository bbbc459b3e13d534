;;; writer.el --- what the stories share -*- lexical-binding: t -*-
;; Emacs runs in batch here: there is no command loop, and nobody to ask.
(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(setq make-backup-files nil auto-save-default nil create-lockfiles nil)
(setq debug-on-error nil)

(defun writer-wait (what holds)
  "Wait until HOLDS gives something, and give that; WHAT says what is missing if it does not come."
  (let ((until (+ (float-time) 60)) (found nil))
    (while (not (setq found (funcall holds)))
      (when (> (float-time) until)
        (error "Not seen: %s\n%s" what (writer-messages)))
      (accept-process-output nil 0.02))
    found))

(defun writer-messages ()
  "What eglot noted of the conversation."
  (let ((server (eglot-current-server)))
    (if server
        (with-current-buffer (jsonrpc-events-buffer server)
          (buffer-substring-no-properties (max (point-min) (- (point-max) 4000)) (point-max)))
      "there is no server")))

(defun writer-open (name)
  "Open a file of the workspace as a person does; eglot starts behind the next command."
  (find-file name)
  (run-hooks 'post-command-hook)
  (writer-wait (format "eglot in %s" name) (lambda () (eglot-managed-p))))

(defun writer-findings ()
  "The findings that flymake shows here, in order: (LINE TEXT TYPE MESSAGE) each."
  ;; Eglot tells of edits when the writer is idle for a moment, and in batch nobody ever is.
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (mapcar (lambda (finding)
            (let ((start (flymake-diagnostic-beg finding)) (end (flymake-diagnostic-end finding)))
              (list (line-number-at-pos start) (buffer-substring-no-properties start end)
                    (flymake-diagnostic-type finding)
                    (substring-no-properties (flymake-diagnostic-text finding)))))
          (sort (flymake-diagnostics)
                (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(defun writer-sees (lines)
  "Wait until the findings stand on LINES, and give them."
  (writer-wait (format "findings on the lines %S" lines)
               (lambda ()
                 (let ((found (writer-findings)))
                   (and (equal lines (mapcar #'car found)) (or found t))))))

(defun writer-choose (title act)
  "Call ACT, and answer its question for a choice with TITLE."
  (let ((offered nil) (last-nonmenu-event t))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (setq offered (mapcar (lambda (choice) (if (consp choice) (car choice) choice)) choices))
                 (or (car (member title offered)) (error "No %S among %S" title offered)))))
      (funcall act))
    (or offered (error "There was nothing to choose from"))))

(defun writer-expect (wanted found)
  "Fail unless FOUND is WANTED."
  (unless (equal wanted found)
    (error "Expected %S\nfound    %S\n%s" wanted found (writer-messages))))

(defun writer-disk (name)
  "The text of a file as it stands on disk."
  (with-temp-buffer (insert-file-contents name) (buffer-string)))

(defun writer-leave ()
  "End the server, and wait until it is gone. Eglot gives it no time: it kills what answered."
  (let* ((server (eglot-current-server)) (process (jsonrpc--process server)))
    (eglot-shutdown server)
    (writer-wait "the server's end" (lambda () (not (process-live-p process))))))
