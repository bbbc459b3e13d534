-- The whole workspace from the editor: its counts, a scan, and all safe fixes at once, in files open and closed.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  vim.fn.mkdir(writer.path('.git'))
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  writer.put('notes/closed.txt', 'Every customer came.\r\nAnd a customer wrote.\r\n')
  writer.put('notes/other.txt', 'All is well.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })

  -- What is typed and not saved counts, and is mended where it stands now.
  vim.api.nvim_buf_set_lines(letter, 0, 0, true, { 'Dear customer,', '' })
  writer.sees(letter, { { '1:6', 'customer', 'client' }, { '3:5', 'customers', 'clients' } })

  if writer.offers(letter, 'customary.stats') then
    local message
    writer.wait(function()
      return 'the counts: ' .. message
    end, function()
      message = writer.told('the workspace', function()
        vim.cmd('Customary stats')
      end)
      return message:find('findings%s+4\n') ~= nil
    end)
    assert(message:find('customer%s+4\n') and message:find('client%s+0\n'), 'the words: ' .. message)
    assert(message:find('safe to fix%s+4') and message:find('client%-customer%s+4'), 'by concept: ' .. message)
  end

  if writer.offers(letter, 'customary.rescan') then
    -- So few files are read before a progress can be shown; progress.lua has more.
    writer.told('is being read again', function()
      vim.cmd('Customary rescan')
    end)
  end

  if writer.offers(letter, 'customary.fixWorkspace') then
    writer.told('4 safe fixes in the workspace. They are not saved yet: :wall saves them.', function()
      vim.cmd('Customary fix-workspace')
    end)
    writer.reads(letter, 'Dear client,\n\nOur clients called.')
    writer.sees(letter, {})
    writer.same('Our customers called.\n', writer.disk('letter.md'), 'nothing is saved unasked')
    writer.wait('the closed file is mended in a buffer', function()
      local closed = vim.fn.bufnr(writer.path('notes/closed.txt'))
      return closed ~= -1 and writer.text(closed) == 'Every client came.\nAnd a client wrote.'
    end)
    vim.cmd.wall()
    writer.same('Dear client,\n\nOur clients called.\n', writer.disk('letter.md'), 'the letter, saved')
    writer.same('Every client came.\r\nAnd a client wrote.\r\n', writer.disk('notes/closed.txt'), 'with its line ends')
    writer.same('All is well.\n', writer.disk('notes/other.txt'), 'a file with nothing to mend')

    -- Once more: nothing is left, and the server says so.
    local said
    local show = vim.lsp.handlers['window/showMessage']
    vim.lsp.handlers['window/showMessage'] = function(_, params)
      said = params.message
    end
    vim.cmd('Customary fix-workspace')
    writer.wait('the server says that nothing is left', function()
      return said ~= nil and said:find('nothing to fix', 1, true) ~= nil
    end)
    vim.lsp.handlers['window/showMessage'] = show
  end
end)
