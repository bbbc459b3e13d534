-- :Customary policy shows what is in force, to be read and not to be changed; prefer changes it.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  vim.fn.mkdir(writer.path('.git'))
  writer.put('customary.toml', '# The house.\nprefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })

  if writer.offers(letter, 'customary.showPolicy') then
    local function show()
      vim.cmd('Customary policy')
      writer.wait('the policy is shown', function()
        return vim.api.nvim_get_current_buf() ~= letter
      end)
      return vim.api.nvim_get_current_buf()
    end
    local shown = show()
    assert(writer.text(shown):find('prefer = "client"', 1, true), 'it says client: ' .. writer.text(shown))
    assert(writer.text(shown):find('customary.toml', 1, true), 'and where that comes from: ' .. writer.text(shown))
    writer.same(
      { 'toml', 'nofile', false, false },
      { vim.bo[shown].filetype, vim.bo[shown].buftype, vim.bo[shown].modifiable, vim.bo[shown].modified },
      'the kind of buffer'
    )
    writer.same({}, vim.lsp.get_clients({ bufnr = shown }), 'no server takes it for a file')
    writer.same(2, #vim.api.nvim_list_wins(), 'it has a window of its own')
    writer.press('q')
    writer.same({ letter }, vim.fn.tabpagebuflist(), 'q closes it')

    -- Asked for once more with its window open, it is brought up to date and not opened twice.
    show()
    vim.api.nvim_set_current_win(vim.fn.bufwinid(letter))
    show()
    writer.same(2, #vim.api.nvim_list_wins(), 'one window for it')
    writer.press('q')
  end

  writer.told('prefers “customer”', function()
    vim.cmd('Customary prefer customer')
  end)
  writer.sees(letter, {})
  writer.same('# The house.\nprefer = "client"\n', writer.disk('customary.toml'), 'the policy on disk')
  vim.cmd.wall()
  writer.same('# The house.\nprefer = "customer"\n', writer.disk('customary.toml'), 'the policy on disk, saved')
end)
