// stream_broadcast: gives every token to all destinations, each once.
// A destination that has taken the token sees valid low until all have. The token is accepted from
// the source in the cycle in which the last destination takes it. No latency: valid and data follow
// the source; in_ready_o depends on the destinations' ready.
`default_nettype none

module stream_broadcast #(
  parameter N_DESTINATIONS = 2          // >= 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,

  input  wire                      in_valid_i,
  output wire                      in_ready_o,

  output wire [N_DESTINATIONS-1:0] out_valid_o,
  input  wire [N_DESTINATIONS-1:0] out_ready_i
);

  reg  [N_DESTINATIONS-1:0] done_q;
  wire [N_DESTINATIONS-1:0] taken = done_q | out_ready_i;

  assign in_ready_o  = &taken;
  assign out_valid_o = {N_DESTINATIONS{in_valid_i}} & ~done_q;

  always @(posedge clk_i) begin
    if (rst_i)           done_q <= {N_DESTINATIONS{1'b0}};
    else if (in_valid_i) done_q <= in_ready_o ? {N_DESTINATIONS{1'b0}} : taken;
  end

`ifdef FORMAL
  // Every destination takes every token exactly once; its valid holds while the source's does.
  reg [2:0] f_popped;
  reg       f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past   <= 1'b1;
    f_popped <= rst_i ? 3'd0 : f_popped + (in_valid_i && in_ready_o);
    if (!f_past) assume (rst_i);
    else if ($past(in_valid_i && !in_ready_o && !rst_i)) assume (in_valid_i);
  end
  genvar f_m;
  generate
    for (f_m = 0; f_m < N_DESTINATIONS; f_m = f_m + 1) begin : g_formal
      reg [2:0] f_taken;
      always @(posedge clk_i) begin
        f_taken <= rst_i ? 3'd0 : f_taken + (out_valid_o[f_m] && out_ready_i[f_m]);
        if (f_past) begin
          assert (f_taken == f_popped + done_q[f_m]);
          if ($past(out_valid_o[f_m] && !out_ready_i[f_m] && !rst_i)) assert (out_valid_o[f_m]);
        end
      end
    end
  endgenerate
`endif

endmodule

`default_nettype wire
