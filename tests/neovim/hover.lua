-- K on a word tells what the two words mean.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })

  local function hover()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return writer.text(vim.api.nvim_win_get_buf(window))
      end
    end
  end
  writer.same(nil, hover(), 'no window floats yet')
  writer.point_at('tomers')
  writer.press('K')
  writer.wait('the hover is open', hover)
  local text = hover():gsub('%s+', ' ')
  for _, part in ipairs({ 'customer', 'client', 'goods or services', 'professional', 'prefer' }) do
    assert(text:find(part, 1, true), ('the hover says “%s”: %s'):format(part, text))
  end
end)
