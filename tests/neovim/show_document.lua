-- The server shows a document of its own: the policy in force, without any command of this folder's.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  vim.fn.mkdir(writer.path('.git'))
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  if not writer.offers(letter, 'customary.showPolicy') then
    return
  end

  local answer
  local uri = vim.uri_from_bufnr(letter)
  writer
    .client(letter)
    :exec_cmd({ command = 'customary.showPolicy', arguments = { { uri = uri } } }, nil, function(_, result)
      answer = result
    end)
  writer.wait('the policy is in the window', function()
    return vim.api.nvim_get_current_buf() ~= letter
  end)
  local shown = vim.api.nvim_get_current_buf()
  assert(writer.text(shown):find('prefer = "client"', 1, true), 'it says client: ' .. writer.text(shown))
  writer.wait('the answer', function()
    return answer ~= nil
  end)
  writer.same('client', answer.prefer, 'what is preferred')
  writer.same(vim.uri_from_fname(writer.path('customary.toml')), answer.uri, 'the policy that governs')
  writer.same(
    vim.split(answer.text, '\n', { trimempty = true }),
    vim.split(writer.text(shown), '\n', { trimempty = true }),
    'the text'
  )

  -- It is no policy: nothing in it governs, and nothing in it is reported.
  writer.client(shown)
  vim.cmd.edit(vim.fn.fnameescape(writer.path('letter.md')))
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  writer.sees(shown, {})
end)
