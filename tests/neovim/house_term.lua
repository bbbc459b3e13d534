-- A house has a word for one act, and two ways to say it: both are offered, and the hover says why.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put(
    'customary.toml',
    table.concat({
      '[[concept]]',
      'id = "sign-in"',
      'preferred = ["sign in", "identify yourself"]',
      'deprecated = ["log in"]',
      'part-of-speech = "verb"',
      'reason = "One word for one act."',
      '',
    }, '\n')
  )
  writer.put('letter.md', 'Please log in at the gate.\n\nAll is well. <!-- customary-disable-line -->\n')
  local letter = writer.open('letter.md')
  writer.wait('the term and the directive are reported', function()
    return #vim.diagnostic.get(letter) == 2
  end)

  writer.point_at('log in')
  vim.lsp.buf.hover()
  local shown
  writer.wait('a hover that gives the reason', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        shown = writer.text(vim.api.nvim_win_get_buf(window))
      end
    end
    return shown ~= nil
  end)
  for _, part in ipairs({ 'sign in', 'identify yourself', 'One word for one act.', 'customary.toml' }) do
    assert(shown:find(part, 1, true), part .. ' is in the hover: ' .. shown)
  end
  vim.cmd.fclose({ bang = true })

  -- The second of the two, and the directive that silences nothing.
  writer.point_at('log in')
  writer.choose('quickfix', '^Replace .*“identify yourself”')
  writer.reads(letter, 'Please identify yourself at the gate.')
  writer.point_at('customary-disable-line')
  writer.choose('quickfix', '^Remove “customary%-disable%-line”')
  writer.wait('the comment is gone', function()
    return writer.text(letter) == 'Please identify yourself at the gate.\n\nAll is well.'
  end)
  writer.sees(letter, {})
end)
