-- In a policy the editor completes keys and presets, and K says what they do.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', '# The house.\n')
  local policy = writer.open('customary.toml')
  vim.o.completeopt = 'menuone,noselect'
  vim.lsp.completion.enable(true, writer.client(policy).id, policy)

  -- Completion needs insert mode, which ends with the keys: so it is waited for in the midst of them.
  function _G.complete()
    vim.lsp.completion.get()
    writer.wait('something is offered', function()
      return vim.fn.pumvisible() == 1
    end)
  end
  local take = '<Cmd>lua _G.complete()<CR><C-n><C-y><Esc>'
  writer.press('oexten' .. take)
  writer.reads(policy, '# The house.\nextends')
  -- Half a line, as it is while it is being written.
  writer.press('ccextends = ["preset:consul' .. take)
  writer.reads(policy, 'extends = ["preset:consulting"')

  local function hover()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return writer.text(vim.api.nvim_win_get_buf(window))
      end
    end
  end
  writer.point_at('consulting')
  writer.press('K')
  writer.wait('the hover is open', hover)
  for _, part in ipairs({ 'preset:consulting', 'advises', 'prefer = "client"', 'Sources' }) do
    assert(hover():find(part, 1, true), ('the hover says “%s”: %s'):format(part, hover()))
  end
end)
