;; Customary in Emacs, through eglot.
(defvar customary-program '("customary" "lsp")
  "The language server and its arguments.")

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `(((markdown-mode :language-id "markdown")
                  (gfm-mode :language-id "markdown")
                  (text-mode :language-id "plaintext")
                  (conf-toml-mode :language-id "toml")
                  (toml-ts-mode :language-id "toml"))
                 . ,customary-program)))

(defun customary-start ()
  "Start Customary for Markdown, plain text and policies, not for what derives from them."
  (when (or (memq major-mode '(markdown-mode gfm-mode text-mode))
            (and buffer-file-name
                 (member (file-name-nondirectory buffer-file-name)
                         '("customary.toml" ".customary.toml"))))
    (eglot-ensure)))

(add-hook 'text-mode-hook #'customary-start)
(add-hook 'conf-toml-mode-hook #'customary-start)
(add-hook 'toml-ts-mode-hook #'customary-start)

(defun customary-fix-file ()
  "Apply all safe fixes to this file."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.fixAll.customary" t))

(defun customary-fix-workspace ()
  "Apply all safe fixes to the workspace; Emacs asks first and says which files."
  (interactive)
  (jsonrpc-async-request (eglot-current-server) :workspace/executeCommand
                         '(:command "customary.fixWorkspace")
                         :success-fn #'ignore
                         :error-fn (lambda (refused) (message "%s" (plist-get refused :message)))))
